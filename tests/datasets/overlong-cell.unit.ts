import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { openDelimited } from "#lib/datasets/read-delimited.ts";
import type { SourceRow } from "#lib/datasets/source-row.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";

const folder = temporaryFolder();
const MEGABYTES_5 = 5 * 1024 ** 2;
const PLAIN = "x".repeat(MEGABYTES_5);
/** As descriptions of shops are: lines, quotation marks, and a picture written out. */
const QUOTED = `<p>6"" pan, ""new""</p>\r\n`.repeat(MEGABYTES_5 / 25);

async function rowsIn(csv: string): Promise<SourceRow[]> {
  const path = join(folder, "long.csv");
  writeFileSync(path, csv);
  const reader = openDelimited(path, { encoding: "utf-8", delimiter: ",", quotes: true });
  const rows: SourceRow[] = [];
  for await (const some of reader.rows()) rows.push(...some);
  return rows;
}

const told = ({ sourceRow, cells, faults }: SourceRow) => ({
  sourceRow,
  first: cells[0],
  last: (cells.at(-1) ?? "").slice(0, 5),
  faults: faults?.map(({ cell, rule }) => [cell, rule]) ?? [],
});

describe("a cell of 5 MB is told at its row, and the other rows are read", () => {
  test.each([
    ["without quotation marks", `b,${PLAIN},end`],
    ["in quotation marks", `b,"${QUOTED}",end`],
  ])("%s", async (_, long) => {
    const rows = await rowsIn(`sku,notes,more\na,short,one\n${long}\nc,"two ""words""",three\n`);
    const lineOfLast = 4 + (long.match(/\n/g)?.length ?? 0);
    expect(rows.map(told)).toEqual([
      { sourceRow: 1, first: "sku", last: "more", faults: [] },
      { sourceRow: 2, first: "a", last: "one", faults: [] },
      { sourceRow: 3, first: "b", last: "end", faults: [[1, "cell_too_long"]] },
      { sourceRow: lineOfLast, first: "c", last: "three", faults: [] },
    ]);
    expect(rows[3]?.cells[1]).toBe('two "words"');
    // What is kept of it is told, and no more.
    expect(JSON.stringify(rows).length).toBeLessThan(MEGABYTES_5 / 2);
  });

  test.each([
    ["one after another", `b,"${QUOTED}","${QUOTED}"`, [1, 2]],
    ["at the end of the file", `b,x,${PLAIN}`, [2]],
    ["at the end of the file, in quotation marks", `b,x,"${QUOTED}"`, [2]],
  ])("%s", async (_, long, faulty) => {
    const rows = await rowsIn(`sku,notes,more\na,short,one\n${long}`);
    expect(rows.at(-1)?.faults?.map(({ cell }) => cell)).toEqual(faulty);
    expect(rows).toHaveLength(3);
  });
});

test("rows behind a quotation mark that is never closed are no cell, though another mark follows much later", async () => {
  const swallowed = `c,two,three\n`.repeat(MEGABYTES_5 / 12);
  const never = rowsIn(`sku,notes,more\na,"short,one\n${swallowed}z,"last",one\n`);
  await expect(never).rejects.toMatchObject({ refusal: { code: "quote_unclosed", params: { line: 2 } } });
});

test("a quotation mark that is never closed is told at its line, however much follows", async () => {
  const never = rowsIn(`sku,notes\na,short\nb,"${QUOTED}`);
  await expect(never).rejects.toBeInstanceOf(FileRefusal);
  await expect(never).rejects.toMatchObject({ refusal: { code: "quote_unclosed", params: { line: 3 } } });
});
