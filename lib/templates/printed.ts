/** How a value stands in a prompt: a list with commas, a language by its name, anything else as its text. */
export function printed(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(printed).join(", ");
  if (typeof value === "object" && "name" in value) return printed(value.name);
  return String(value);
}
