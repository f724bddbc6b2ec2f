import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { BLANK_TEXT } from "#db/blank-text.ts";
import { countIncompleteRows } from "#db/queries/batches/count-incomplete-rows.ts";
import { filterRows } from "#db/queries/datasets.ts";
import { findExtremeRows } from "#db/queries/trials/row-facts.ts";
import { datasetRows, datasets } from "#db/schema/datasets.ts";
import { findUnreadable } from "#lib/batches/launch/find-unreadable.ts";
import { isBlankText } from "#lib/blank-text.ts";
import { newId } from "#lib/new-id.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";

const MISSING = ["", " ", "\u00a0", "\ufeff", "\u200b\u3000", "\u2060\n\u00ad"];
const NUMBERS = ["9.90", "1,299.00", "¥12", "１２", "\u00a05", "", "\u200b"];
const NOT_NUMBERS = ["12 kg", "30%"];

describeOnBothDatabases("what a row lacks or misspells", (database) => {
  const datasetId = newId();
  const values = [
    ...MISSING.map((name) => ({ name, price: "1" })),
    ...NUMBERS.map((price) => ({ name: "x", price })),
  ];

  beforeAll(async () => {
    const { db } = database();
    const all = [...values, ...NOT_NUMBERS.map((price) => ({ name: "x", price }))];
    await db.insert(datasets).values({ id: datasetId, name: "d", status: "ready", createdBy: newId() });
    await db
      .insert(datasetRows)
      .values(all.map((row, at) => ({ datasetId, rowNumber: at + 1, sourceRow: at + 2, values: row })));
  });

  test("is missing for the database where it is for the code, character by character", async () => {
    const codes = Array.from({ length: 0x110000 - 1 }, (_, at) => at + 1).filter(
      (code) => code < 0xd800 || code > 0xdfff,
    );
    const rows = await database().db.execute<{ blanks: number[] }>(sql`
      select array(select code from generate_series(1, 1114111) as code
        where code not between 55296 and 57343 and chr(code) ~ ${BLANK_TEXT} order by code) as blanks`);
    expect(rows[0]?.blanks).toEqual(codes.filter((code) => isBlankText(String.fromCodePoint(code))));
  });

  test("is missing when rows are counted before a launch, filtered on screen, and looked for by a trial", async () => {
    const { db } = database();
    const incomplete = await countIncompleteRows(db, datasetId, 100, ["name"]);
    expect(incomplete).toEqual({ rows: MISSING.length, firstRow: 1 });
    const filter = { column: "name", empty: true };
    expect(await filterRows(db, datasetId, { limit: 50, afterRow: 0, filter })).toHaveLength(MISSING.length);
    const extreme = await findExtremeRows(db, datasetId, { columns: ["name"], perKind: 50 });
    expect(extreme.emptiest).toHaveLength(MISSING.length);
  });

  test("is a number in any spelling; what is none is told with its row and column", async () => {
    const { db } = database();
    expect(
      await findUnreadable(db, datasetId, { type: "number", columns: ["price"], rowCount: values.length }),
    ).toBeNull();
    expect(
      await findUnreadable(db, datasetId, { type: "number", columns: ["price"], rowCount: 100 }),
    ).toEqual({
      rows: 2,
      first: { rowNumber: values.length + 1, column: "price", value: "12 kg" },
    });
    expect(await findUnreadable(db, datasetId, { type: "number", columns: [], rowCount: 100 })).toBeNull();
  });
});
