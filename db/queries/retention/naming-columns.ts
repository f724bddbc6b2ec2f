/** A column of the database. */
export interface ColumnOf {
  table: string;
  column: string;
  /** As PostgreSQL calls it. */
  type: string;
}

const WITH_TEXT = new Set(["text", "character varying", "json", "jsonb", "ARRAY"]);

/**
 * What may name a picture and still does not need it: what is told of pictures themselves, what was done and paid once, and
 * answers that are kept to save a call.
 */
const NEED_NONE = new Set([
  ...[
    "assets",
    "made_pictures",
    "audit_log",
    "attempts",
    "response_cache",
    "kept_answers",
    "idempotency_keys",
  ],
]);

/**
 * Of all columns those in which the id of an asset may stand that somebody needs, by table: whatever is text, however deep,
 * and ids that are said to be of assets. A table that is added later is among them by itself.
 */
export function namingColumns(columns: readonly ColumnOf[]): Map<string, string[]> {
  const naming = new Map<string, string[]>();
  for (const { table, column, type } of columns) {
    if (NEED_NONE.has(table) || !(WITH_TEXT.has(type) || isOfAsset({ table, column, type }))) continue;
    naming.set(table, [...(naming.get(table) ?? []), column]);
  }
  return naming;
}

function isOfAsset({ table, column, type }: ColumnOf): boolean {
  return (
    type === "uuid" && (column.endsWith("asset_id") || (table === "image_previews" && column === "result_id"))
  );
}
