/** A model as it is named anywhere: two providers may have one of the same name. */
export function modelName({ name, provider }: { name: string | null; provider: string | null }): string {
  return [name, provider].filter(Boolean).join(" · ");
}
