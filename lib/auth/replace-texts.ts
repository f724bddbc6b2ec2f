/** What stands for what: `everywhere`, and `inFields` only where it is the value of one of the fields `of`. */
export interface Replacements {
  everywhere: readonly Replacement[];
  inFields: readonly Replacement[];
  of: ReadonlySet<string>;
}

interface Replacement {
  from: string;
  to: string;
}

/** A record in which whole texts have become others, at whatever depth; capitals do not matter. Names of fields stay. */
export function replaceTexts(value: unknown, replacements: Replacements, field?: string): unknown {
  if (typeof value === "string") {
    const { everywhere, inFields, of } = replacements;
    const fitting = field !== undefined && of.has(field) ? [...everywhere, ...inFields] : everywhere;
    return fitting.find(({ from }) => from.toLowerCase() === value.toLowerCase())?.to ?? value;
  }
  if (Array.isArray(value)) return value.map((part) => replaceTexts(part, replacements));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, replaceTexts(part, replacements, name)]),
  );
}
