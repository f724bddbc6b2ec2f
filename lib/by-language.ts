/** What a table by language tag says of a language: its own entry, else that of the tag it begins with; `null` for none. */
export function byLanguage<Value>(
  table: Readonly<Record<string, Value>>,
  language: string,
): { tag: string; value: Value } | null {
  const parts = language.split("-");
  for (let length = parts.length; length > 0; length--) {
    const wanted = parts.slice(0, length).join("-").toLowerCase();
    const found = Object.entries(table).find(([tag]) => tag.toLowerCase() === wanted);
    if (found) return { tag: found[0], value: found[1] };
  }
  return null;
}
