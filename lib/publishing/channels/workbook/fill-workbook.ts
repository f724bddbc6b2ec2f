import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { type FileHandle, open, rm, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { crc32, createDeflateRaw } from "node:zlib";
import type { AigcLabel } from "#lib/ai-label.ts";
import { AppError } from "#lib/app-error.ts";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { type Archive, openArchive } from "#lib/datasets/open-archive.ts";
import { openWorkbook } from "#lib/datasets/read-workbook.ts";
import { scratchPath } from "#lib/objects/scratch.ts";
import { DeliveryFailed } from "../channel.ts";
import { inChunks } from "../file/in-chunks.ts";
import { LABEL_PARTS, labelParts } from "../file/label-workbook.ts";
import {
  contentOffset,
  type EntryToWrite,
  endRecords,
  entryRecords,
  readDirectory,
  readPart,
  type ZipEntry,
} from "../file/zip-records.ts";
import { LAST_ROW } from "./cell-range.ts";
import { type Filling, fillSheet, type ItemCells } from "./fill-sheet.ts";
import { readSheet, type SheetShape } from "./read-sheet.ts";
import { RowStore } from "./row-store.ts";
import {
  type AddedRows,
  formulaIn,
  growingTables,
  grownTable,
  readTable,
  relationsPart,
  type SheetTable,
  tableInTheWay,
  tableParts,
} from "./sheet-tables.ts";

/** Where in a workbook items go. */
export interface Place {
  sheet: string;
  firstRow: number;
  /** The column that names the product, from 0; `null`: every item is a row of its own. */
  keyColumn: number | null;
}

/** An item as a row, and the key that a row of the workbook may have already. */
export interface KeyedCells extends ItemCells {
  key: string;
}

/**
 * Fills a workbook with items: a row with an item's key is filled where it stands, for the others rows are added behind
 * the last that holds something, and come into the table that they are right below. Of the package only the sheet is
 * written anew, the tables that grow, and the parts that carry the label; all other parts are copied as they are packed.
 * @param from the workbook; @param to where the filled one is written, a file that is not there yet.
 * @throws DeliveryFailed for an item that has no place, FileRefusal for a workbook that cannot be read.
 */
export async function fillWorkbook(
  from: string,
  to: string,
  place: Place,
  items: AsyncIterable<KeyedCells>,
  label: AigcLabel,
): Promise<void> {
  const [rows, packed] = [await RowStore.open(), await scratchPath()];
  const added = await RowStore.open();
  const archive = await openArchive(from);
  try {
    const { part, keys } = await readKeys(from, place);
    const shape = await readSheet(archive.text(part));
    const { columns, ...placed } = await placeItems(items, { place, keys, shape, rows, added });
    const below = { from: placed.appendFrom, to: placed.lastAppended, columns };
    const grown = await growTables(archive, part, { below, merged: shape.merged });
    const filling = { ...placed, computed: grown.computed };
    const sheet = await packSheet(archive, part, { shape, filling, packed });
    await writePackage(from, to, { part, packed, sheet, label, changed: grown.changed });
  } finally {
    archive.close();
    await Promise.all([rows.close(), added.close(), rm(packed, { force: true })]);
  }
}

/** Rows of a sheet by their key; 0 for a key that several rows have. */
type Keys = Map<string, number>;

async function readKeys(
  path: string,
  { sheet, firstRow, keyColumn }: Place,
): Promise<{ part: string; keys: Keys }> {
  const scratch = await scratchPath();
  const workbook = await openWorkbook(path, scratch, (await stat(path)).size);
  const keys: Keys = new Map();
  try {
    const part = workbook.sheets.find(({ name }) => name === sheet)?.part;
    if (!part) throw new FileRefusal("sheet_not_found", { sheet, sheets: "" });
    if (keyColumn === null) return { part, keys };
    const reader = workbook.openSheet(sheet);
    try {
      for await (const rows of reader.rows())
        for (const { sourceRow, cells } of rows) {
          const key = (cells[keyColumn] ?? "").trim();
          if (sourceRow >= firstRow && key !== "") keys.set(key, keys.has(key) ? 0 : sourceRow);
        }
    } finally {
      await reader.close();
    }
    return { part, keys };
  } finally {
    workbook.close();
  }
}

/** Where the items of a publication come to stand. */
interface Placed extends Omit<Filling, "computed"> {
  /** The row above `appendFrom` where none is added. */
  lastAppended: number;
  /** Those that anything is written to in added rows. */
  columns: Set<number>;
}

async function placeItems(
  items: AsyncIterable<KeyedCells>,
  {
    place,
    keys,
    shape,
    rows,
    added,
  }: { place: Place; keys: Keys; shape: SheetShape; rows: RowStore; added: RowStore },
): Promise<Placed> {
  const appendFrom = Math.max(shape.lastUsedRow + 1, place.firstRow);
  const seen = new Set<string>();
  let count = 0;
  let [lastRow, lastColumn] = [0, 0];
  const columns = new Set<number>();
  for await (const { key, itemId, cells } of items) {
    const params = { itemId, key };
    const row = place.keyColumn === null ? undefined : keys.get(key);
    if (place.keyColumn !== null && seen.has(key))
      throw new DeliveryFailed({ code: "workbook_key_twice", params });
    if (row === 0) throw new DeliveryFailed({ code: "workbook_rows_of_key", params });
    if (place.keyColumn !== null) seen.add(key);
    if (row === undefined && appendFrom + count > LAST_ROW)
      throw new DeliveryFailed({ code: "workbook_full", params: { most: LAST_ROW } });
    if (row === undefined) await added.add({ itemId, cells });
    else await rows.add({ itemId, cells }, row);
    if (row === undefined) {
      count++;
      for (const { column } of cells) columns.add(column);
    }
    lastRow = Math.max(lastRow, row ?? appendFrom + count - 1);
    lastColumn = Math.max(lastColumn, cells.at(-1)?.column ?? 0);
  }
  const lastAppended = appendFrom + count - 1;
  const at = (row: number) => rows.at(row);
  return { at, appended: added.rows(), appendFrom, lastAppended, lastRow, lastColumn, columns };
}

/** The tables that added rows come into: their parts as they are then, and what their columns work out in those rows. */
async function growTables(
  archive: Archive,
  sheetPart: string,
  { below, merged }: { below: AddedRows; merged: SheetShape["merged"] },
): Promise<{ changed: Map<string, string>; computed: Filling["computed"] }> {
  const relations = await partText(archive, relationsPart(sheetPart));
  const parts = tableParts(sheetPart, relations);
  const tables: SheetTable[] = [];
  for (const part of parts) {
    const table = readTable(part, await partText(archive, part));
    if (table) tables.push(table);
  }
  const hindered = tableInTheWay(tables, below);
  if (hindered)
    throw new DeliveryFailed({
      code: "workbook_table_totals",
      params: { table: hindered.name, row: hindered.range.lastRow },
    });
  const growing = growingTables(tables, below, merged);
  const changed = new Map(growing.map((table) => [table.part, grownTable(table, below.to)]));
  const calculated = growing.flatMap((table) => table.calculated.map((each) => ({ ...each, table })));
  if (calculated.length > 0 && archive.has(WORKBOOK))
    changed.set(WORKBOOK, calculatedOnOpening(await partText(archive, WORKBOOK)));
  return {
    changed,
    computed: (row) =>
      calculated
        .filter(({ table }) => row > table.range.lastRow)
        .map(({ column, formula, table }) => ({
          column,
          formula: formulaIn(formula, row - table.firstDataRow),
        })),
  };
}

const WORKBOOK = "xl/workbook.xml";
const MOST_PART_CHARACTERS = 4 * 1024 ** 2;

async function partText(archive: Archive, part: string): Promise<string> {
  let text = "";
  for await (const chunk of archive.text(part)) {
    text += chunk;
    if (text.length > MOST_PART_CHARACTERS) throw new FileRefusal("file_too_complex");
  }
  return text;
}

// A workbook that does not say by what it was worked out last is worked out anyway.
function calculatedOnOpening(workbook: string): string {
  return workbook.replace(/<((?:[\w.-]+:)?calcPr)\b([^>]*?)(\/?)>/, (_, name, attributes, end) => {
    const others = attributes.replace(/\sfullCalcOnLoad\s*=\s*(?:"[^"]*"|'[^']*')/, "");
    return `<${name}${others.trimEnd()} fullCalcOnLoad="1"${end}>`;
  });
}

type PackedSheet = Pick<EntryToWrite, "crc" | "bytes" | "compressedBytes">;

async function packSheet(
  archive: Archive,
  part: string,
  { shape, filling, packed }: { shape: SheetShape; filling: Filling; packed: string },
): Promise<PackedSheet> {
  let [crc, bytes] = [0, 0];
  async function* counted() {
    for await (const chunk of inChunks(fillSheet(archive.text(part), shape, filling))) {
      crc = crc32(chunk, crc);
      bytes += chunk.length;
      yield chunk;
    }
  }
  await pipeline(counted, createDeflateRaw(), createWriteStream(packed, { flags: "wx", mode: 0o600 }));
  return { crc, bytes, compressedBytes: (await stat(packed)).size };
}

interface ToPackage {
  part: string;
  packed: string;
  sheet: PackedSheet;
  label: AigcLabel;
  /** Other parts that are written anew, by their names. */
  changed: ReadonlyMap<string, string>;
}

async function writePackage(
  from: string,
  to: string,
  { part, packed, sheet, label, changed: others }: ToPackage,
): Promise<void> {
  const source = await open(from, "r");
  const written = createWriteStream(to, { flags: "wx", mode: 0o600 });
  const failed = once(written, "close");
  const records: Buffer[] = [];
  let at = 0;
  let isFilled = false;
  const write = async (chunk: Uint8Array) => {
    at += chunk.length;
    if (!written.write(chunk)) await Promise.race([once(written, "drain"), failed]);
  };
  const add = async (entry: EntryToWrite, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) => {
    const { local, central } = entryRecords(entry, at);
    records.push(central);
    await write(local);
    for await (const chunk of content) await write(chunk);
  };
  const addText = (name: string, xml: string) => {
    const content = Buffer.from(xml);
    const sizes = { crc: crc32(content), bytes: content.length, compressedBytes: content.length };
    return add({ name: Buffer.from(name), method: STORED, ...sizes }, [content]);
  };
  try {
    const entries = await readDirectory(source);
    const labelled = await labelledParts(source, entries, label);
    for (const [name, xml] of others) labelled.set(partName(name), xml);
    for (const entry of entries) {
      const { name, method, crc, bytes, compressedBytes } = entry;
      const known = { name: nameOf(entry), method, crc, bytes, compressedBytes };
      const called = partName(name);
      const changed = labelled.get(called);
      labelled.delete(called);
      if (called === partName(part)) {
        isFilled = true;
        await add({ ...known, method: DEFLATED, ...sheet }, createReadStream(packed));
      } else if (changed !== undefined) await addText(name, changed);
      else await add(known, contentOf(source, entry));
    }
    if (!isFilled) throw new AppError("The sheet of a workbook is not in its directory.");
    for (const [name, xml] of labelled) await addText(name === CUSTOM.toLowerCase() ? CUSTOM : name, xml);
    const directory = Buffer.concat(records);
    await write(Buffer.concat([directory, endRecords(records.length, directory.length, at)]));
    written.end();
    await failed;
  } finally {
    written.destroy();
    await source.close();
  }
}

const STORED = 0;
const DEFLATED = 8;
const CUSTOM = LABEL_PARTS.custom;
const BLOCK_BYTES = 1024 ** 2;

// As it is packed: whatever it is, its bytes are the same afterwards.
async function* contentOf(file: FileHandle, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  const start = await contentOffset(file, entry);
  for (let done = 0; done < entry.compressedBytes; ) {
    const block = Buffer.alloc(Math.min(BLOCK_BYTES, entry.compressedBytes - done));
    const { bytesRead } = await file.read(block, 0, block.length, start + done);
    if (bytesRead === 0) throw new AppError("The workbook ends too early.");
    done += bytesRead;
    yield block.subarray(0, bytesRead);
  }
}

// Office tells parts apart by no more, and some writers of archives take the other stroke.
function partName(name: string): string {
  return name.replaceAll("\\", "/").toLowerCase();
}

function nameOf({ record }: ZipEntry): Buffer {
  return record.subarray(46, 46 + record.readUInt16LE(28));
}

// The parts that are new or other than they were, by their names in small letters.
async function labelledParts(
  file: FileHandle,
  entries: readonly ZipEntry[],
  label: AigcLabel,
): Promise<Map<string, string>> {
  const read = async (part: string) => {
    const entry = entries.find(({ name }) => partName(name) === partName(part));
    return entry ? readPart(file, entry) : null;
  };
  const { rels, types, custom } = LABEL_PARTS;
  const there = { rels: await read(rels), types: await read(types), custom: await read(custom) };
  return new Map(labelParts(there, label).map(({ name, xml }) => [partName(name), xml]));
}
