import type { OutputField, OutputType } from "#lib/templates/template.ts";

/** How deep fields may hold fields. */
export const MAX_NESTING = 2;

export type Limit = "minLength" | "maxLength" | "minItems" | "maxItems" | "minimum" | "maximum";

/** What a type can be limited in. */
const LIMITS: Record<OutputType, Limit[]> = {
  text: ["minLength", "maxLength"],
  list: ["minItems", "maxItems", "minLength", "maxLength"],
  number: ["minimum", "maximum"],
  choice: [],
  object: [],
  picture: [],
};

/** The limits a field can have: those of its type, and of its text only where it holds texts. */
export function limitsOf({ type, fields }: Pick<OutputField, "type" | "fields">): Limit[] {
  return LIMITS[type].filter((limit) => !fields || !limit.endsWith("Length"));
}

/** A field of which nothing is known yet. */
export function newField(): OutputField {
  return { name: "", type: "text", description: "", required: true };
}

/** What changes when a field gets another type: what only another type has would be checked, but could not be seen. */
export function partsOf(type: OutputType, field: OutputField): Partial<OutputField> {
  const kept = new Set<string>(LIMITS[type]);
  const limits = Object.values(LIMITS)
    .flat()
    .map((limit) => [limit, kept.has(limit) ? field[limit] : undefined]);
  return {
    ...Object.fromEntries(limits),
    type,
    choices: type === "choice" ? (field.choices ?? []) : undefined,
    fields: type === "object" ? (field.fields ?? [newField()]) : type === "list" ? field.fields : undefined,
  };
}

/** The fields with one of them moved to another place. */
export function withMoved(fields: readonly OutputField[], from: number, to: number): OutputField[] {
  const next = [...fields];
  const [moved] = next.splice(from, 1);
  if (moved) next.splice(to, 0, moved);
  return next;
}
