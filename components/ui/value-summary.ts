/**
 * A value of any shape in one line, as a person would read it out: lists by their entries, objects by their parts;
 * empty for nothing. Brackets, braces and quotes of its notation are never part of it.
 */
export function valueSummary(value: unknown): string {
  return partsOf(value).join(" · ");
}

function partsOf(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap(partsOf);
  if (typeof value === "object")
    return Object.entries(value).flatMap(([name, part]) => {
      const [first, ...rest] = partsOf(part);
      return first === undefined ? [] : [`${name}: ${first}`, ...rest];
    });
  const text = String(value).replace(/\s+/g, " ").trim();
  return text === "" ? [] : [text];
}
