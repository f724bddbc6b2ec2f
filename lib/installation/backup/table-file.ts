import { createReadStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createZstdCompress, createZstdDecompress } from "node:zlib";
import type { TransactionSql } from "postgres";
import type { KeptTable } from "#db/queries/backup/kept-tables.ts";
import { expectRowsOf, readRows, writeRows } from "#db/queries/backup/rows.ts";
import { writeKeptFile } from "./kept-file.ts";
import type { Manifest } from "./manifest.ts";

/** Rows are written together up to so many characters, so that a table of long texts takes no more memory. */
const CHARACTERS_PER_WRITE = 500_000;
const ROWS_PER_WRITE = 1_000;

/** Writes a table's rows, as the transaction sees them, to a compressed file of the backup. */
export async function writeTableFile(
  folder: string,
  tx: TransactionSql,
  table: KeptTable,
): Promise<Manifest["tables"][number]> {
  let rows = 0;
  async function* lines() {
    for await (const line of readRows(tx, table)) {
      rows++;
      yield `${line}\n`;
    }
  }
  const path = `tables/${table.schema}.${table.name}.zst`;
  const file = await writeKeptFile(folder, path, lines(), [createZstdCompress()]);
  return { ...table, rows, file };
}

/**
 * Writes the rows of such a file into the table, which has none.
 * @returns how many there were.
 */
export async function readTableFile(
  folder: string,
  tx: TransactionSql,
  table: Manifest["tables"][number],
): Promise<number> {
  await expectRowsOf(tx, table);
  const input = createReadStream(join(folder, table.file.path)).pipe(createZstdDecompress());
  let rows = 0;
  let lines: string[] = [];
  let characters = 0;
  const write = async () => {
    if (lines.length > 0) await writeRows(tx, table, `[${lines.join(",")}]`);
    rows += lines.length;
    lines = [];
    characters = 0;
  };
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    lines.push(line);
    characters += line.length;
    if (lines.length === ROWS_PER_WRITE || characters > CHARACTERS_PER_WRITE) await write();
  }
  await write();
  return rows;
}
