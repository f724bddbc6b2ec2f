import { parentPort, workerData } from "node:worker_threads";
import { cutText, storableText } from "#lib/storable-text.ts";
import { ColumnStatistics } from "./column-statistics.ts";
import { FileRefusal } from "./file-refusal.ts";
import { inspectFile } from "./inspect-file.ts";
import { MAX_ROWS } from "./most-rows.ts";
import { openSource } from "./open-source.ts";
import type { ReaderMessage, ReaderTask, RowBatch } from "./read-in-thread.ts";
import { takeRow } from "./take-row.ts";

// Files come from outside: whatever they do to the parser happens here, in a thread with a limited heap.
const ROWS_PER_BATCH = 500;
const CHARACTERS_PER_BATCH = 1024 * 1024;
const BATCHES_AHEAD = 2;

const task = workerData as ReaderTask;
const port = parentPort;
if (!port) throw new Error("Files are read in a worker thread.");

let permits = BATCHES_AHEAD;
let wake = () => {};
port.on("message", () => {
  permits++;
  wake();
});

try {
  send(task.kind === "inspect" ? await inspect(task) : await read(task));
} catch (error) {
  if (!(error instanceof FileRefusal)) throw error;
  send({ kind: "refused", refusal: error.refusal });
}
port.close();

async function inspect({
  file,
  scratch,
  choice,
}: Extract<ReaderTask, { kind: "inspect" }>): Promise<ReaderMessage> {
  return { kind: "inspected", inspection: await inspectFile(file, scratch, choice) };
}

async function read(task: Extract<ReaderTask, { kind: "read" }>): Promise<ReaderMessage> {
  const { plan, afterSourceRow, maxSourceRows } = task;
  const reader = await openSource(task.path, task.scratch, plan.format);
  const statistics = new ColumnStatistics(plan.columns);
  let rowNumber = 0;
  let seen = 0;
  let batch = emptyBatch();
  try {
    reading: for await (const rows of reader.rows()) {
      for (const row of rows) {
        if (row.sourceRow <= plan.headerRow) continue;
        if (++seen > maxSourceRows) break reading;
        const taken = takeRow(row, plan.columns, plan.width, plan.fixes);
        if (taken.ok) {
          statistics.add(taken.values);
          if (++rowNumber > MAX_ROWS) throw new FileRefusal("too_many_rows", { limit: MAX_ROWS });
        }
        // Rows that an earlier run already stored are only counted again.
        if (row.sourceRow <= afterSourceRow) continue;
        add(batch, row.sourceRow, rowNumber, taken);
        if (batch.size >= ROWS_PER_BATCH || batch.characters >= CHARACTERS_PER_BATCH) {
          await post(batch, reader.bytesRead());
          batch = emptyBatch();
        }
      }
    }
    if (batch.size > 0) await post(batch, reader.bytesRead());
  } finally {
    await reader.close();
  }
  return { kind: "ended", columns: statistics.columns(), rowCount: rowNumber };
}

function emptyBatch() {
  return {
    rows: [] as string[],
    errors: [] as string[],
    rejected: 0,
    lastSourceRow: 0,
    size: 0,
    characters: 0,
  };
}

// Rows travel as the JSON that the database will take: the main thread never looks at them.
function add(
  batch: ReturnType<typeof emptyBatch>,
  sourceRow: number,
  rowNumber: number,
  taken: ReturnType<typeof takeRow>,
): void {
  const values = JSON.stringify(storable(taken.values));
  if (taken.ok) batch.rows.push(`{"n":${rowNumber},"s":${sourceRow},"v":${values}}`);
  else {
    batch.rejected++;
    // Several faults of one kind in one place say no more than one does.
    const unique = new Map(taken.errors.map((error) => [`${error.rule} ${error.column}`, error]));
    let first = true;
    for (const { column, rule, value } of unique.values()) {
      const error = JSON.stringify(storable({ column, rule, value: cutText(value, 500) }));
      batch.errors.push(`{"s":${sourceRow},"e":${error},"v":${first ? values : "null"}}`);
      first = false;
    }
  }
  batch.lastSourceRow = sourceRow;
  batch.size++;
  batch.characters += values.length;
}

function storable(values: Record<string, string>): Record<string, string> {
  for (const key in values) values[key] = storableText(values[key] ?? "");
  return values;
}

async function post(batch: ReturnType<typeof emptyBatch>, bytesRead: number): Promise<void> {
  while (permits === 0) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  permits--;
  const message: RowBatch = {
    rows: `[${batch.rows.join()}]`,
    rowCount: batch.rows.length,
    errors: `[${batch.errors.join()}]`,
    rejected: batch.rejected,
    lastSourceRow: batch.lastSourceRow,
    bytesRead,
  };
  send({ kind: "batch", batch: message });
}

function send(message: ReaderMessage): void {
  port?.postMessage(message);
}
