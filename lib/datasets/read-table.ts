import { objectStore } from "#lib/objects/open-store.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { FileRefusal } from "./file-refusal.ts";
import type { PlannedFormat } from "./import-plan.ts";
import { inspectInThread, readInThread } from "./read-in-thread.ts";
import type { ReceivedFile } from "./received-file.ts";
import { uploadKey } from "./upload-key.ts";

/** A file of a table, read whole; for tables that people keep, not for data. */
export interface ReadTable {
  /** Every row that is not empty, the header among them. */
  rows: TableRow[];
  /** Rows that could not be read. */
  unreadable: { line: number; rule: string; value: string }[];
}

/** A row of a table's file. */
export interface TableRow {
  /** The line or row an editor or a spreadsheet shows for it, from 1. */
  line: number;
  cells: string[];
}

const READ_TIMEOUT_MS = 60_000;
const MOST_CELLS = 200;
/** It is held in memory whole, with what is made of it. */
const MOST_CHARACTERS = 64 * 1024 ** 2;

/**
 * Reads a received file (csv, tsv, xlsx or jsonl, of any encoding) as a table; the keys of jsonl are its header.
 * Refuses with what is wrong with the file.
 * @param mostRows a longer file is refused.
 */
export async function readTable(
  { uploadId, fileName }: Pick<ReceivedFile, "uploadId" | "fileName">,
  mostRows: number,
): Promise<Result<ReadTable>> {
  const copy = await (await objectStore()).localCopy(uploadKey(uploadId));
  if (!copy) return refuse("upload_gone");
  const signal = AbortSignal.timeout(READ_TIMEOUT_MS);
  try {
    const { format, firstRows } = await inspectInThread({ path: copy.path, fileName }, {}, signal);
    const width = Math.min(
      MOST_CELLS,
      Math.max(...firstRows.map(({ cells }) => cells.length), keysOf(format).length),
    );
    return accept(await readRows(copy.path, format, { width, mostRows, signal }));
  } catch (cause) {
    if (cause instanceof FileRefusal) return { ok: false, refusal: cause.refusal };
    if (signal.aborted) return refuse("file_too_complex");
    throw cause;
  } finally {
    await copy.release();
  }
}

async function readRows(
  path: string,
  format: PlannedFormat,
  { width, mostRows, signal }: { width: number; mostRows: number; signal: AbortSignal },
): Promise<ReadTable> {
  const columns = Array.from({ length: width }, (_, index) => ({
    index,
    header: String(index),
    name: String(index),
    type: "text" as const,
    required: false,
  }));
  const plan = { format, headerRow: 0, width, columns, headers: [], layout: "", fixes: [] };
  const keys = keysOf(format);
  const table: ReadTable = { rows: keys.length > 0 ? [{ line: 0, cells: keys }] : [], unreadable: [] };
  const maxSourceRows = Number.MAX_SAFE_INTEGER;
  let characters = 0;
  for await (const batch of readInThread({ path, plan, afterSourceRow: 0, maxSourceRows }, signal)) {
    characters += batch.rows.length + batch.errors.length;
    if (characters > MOST_CHARACTERS) throw new FileRefusal("file_too_complex");
    for (const { s: line, v } of JSON.parse(batch.rows) as { s: number; v: Record<string, string> }[])
      table.rows.push({ line, cells: columns.map(({ name }) => v[name] ?? "") });
    for (const { s: line, e } of JSON.parse(batch.errors) as {
      s: number;
      e: { rule: string; value: string };
    }[])
      table.unreadable.push({ line, rule: e.rule, value: e.value });
    if (table.rows.length + table.unreadable.length > mostRows)
      throw new FileRefusal("too_many_rows", { limit: mostRows });
  }
  table.rows = table.rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ""));
  return table;
}

function keysOf(format: PlannedFormat): string[] {
  return format.kind === "jsonl" ? format.keys : [];
}
