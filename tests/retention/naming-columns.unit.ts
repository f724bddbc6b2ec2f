import { expect, test } from "vitest";
import { namingColumns } from "#db/queries/retention/naming-columns.ts";

test("an id of an asset is looked for in whatever is text, however deep, and in ids that are said to be of assets", () => {
  const columns = [
    { table: "rows", column: "id", type: "uuid" },
    { table: "rows", column: "note", type: "text" },
    { table: "rows", column: "values", type: "jsonb" },
    { table: "rows", column: "tags", type: "ARRAY" },
    { table: "rows", column: "count", type: "integer" },
    { table: "rows", column: "scene_asset_id", type: "uuid" },
    { table: "image_previews", column: "result_id", type: "uuid" },
    { table: "figures", column: "total", type: "numeric" },
  ];
  expect([...namingColumns(columns)]).toEqual([
    ["rows", ["note", "values", "tags", "scene_asset_id"]],
    ["image_previews", ["result_id"]],
  ]);
});

test("neither what is told of pictures themselves nor the books keep a picture", () => {
  const tables = ["assets", "made_pictures", "audit_log", "attempts", "response_cache", "idempotency_keys"];
  expect(namingColumns(tables.map((table) => ({ table, column: "value", type: "text" }))).size).toBe(0);
});
