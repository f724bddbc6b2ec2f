import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { z } from "zod";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import type { Block } from "./block.ts";

const lineSchema = z.object({ row: z.int().min(1), text: z.string() });

/** Rows of a dataset as a document: a line a row, as JSON. */
export type RowLine = z.output<typeof lineSchema>;

/** A row as a line of such a document. */
export function rowLine(line: RowLine): string {
  return `${JSON.stringify(line)}\n`;
}

/** The rows of such a document, each a passage of its own. @throws FileRefusal where a line is none. */
export async function* readRows(path: string): AsyncGenerator<Block> {
  const lines = createInterface({
    input: createReadStream(path, "utf8"),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  for await (const line of lines) {
    if (line === "") continue;
    const { row, text } = readLine(line);
    yield { text, place: { headings: [], rows: [row, row] }, kind: "record" };
  }
}

function readLine(line: string): RowLine {
  try {
    return lineSchema.parse(JSON.parse(line));
  } catch (cause) {
    throw new FileRefusal("document_damaged", {}, { cause });
  }
}
