// JSON writes NUL and half a surrogate pair as escapes; looking for them is cheaper than asking of every value.
const UNSTORABLE = /\\u(?:0000|d[89a-f])/i;

/**
 * A value as JSON that PostgreSQL takes: without NUL and half surrogate pairs, which a model or a provider may write.
 */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (!UNSTORABLE.test(json)) return json;
  return JSON.stringify(value, (_key, inner) =>
    typeof inner === "string" ? inner.toWellFormed().replaceAll("\0", "") : inner,
  );
}
