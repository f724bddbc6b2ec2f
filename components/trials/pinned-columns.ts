/** The places of the variants from left to right: the pinned one first, the others as they were. */
export function columnOrder(count: number, pinned: number | null): number[] {
  const places = Array.from({ length: count }, (_, place) => place);
  if (pinned === null || !places.includes(pinned)) return places;
  return [pinned, ...places.filter((place) => place !== pinned)];
}

/**
 * A field as a text that another can be compared with: entries of a list line by line. `null` for what is no text, nor
 * a list of texts, and for a field that is not there.
 */
export function comparableText(value: unknown): string | null {
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (Array.isArray(value) && value.every((entry) => typeof entry === "string")) return value.join("\n");
  return null;
}
