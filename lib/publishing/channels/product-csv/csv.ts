import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import Papa from "papaparse";
import { AppError } from "#lib/app-error.ts";

/** What a written file holds, to be found again when it is read back. */
export interface WrittenCsv {
  delimiter?: string;
  columns: string[];
  rows: number;
}

/** A line of a shop's file: in UTF-8 with line feeds, without a mark of its encoding, which would become a part of the first header. */
export function csvLine(cells: readonly string[], delimiter = ","): string {
  return `${Papa.unparse([cells as string[]], { newline: "\n", delimiter })}\n`;
}

/**
 * Reads a file back: its header, and each row's cells.
 * @throws AppError where it is not what was written.
 */
export async function checkCsv(
  path: string,
  { delimiter = ",", columns, rows }: WrittenCsv,
  must: readonly string[],
): Promise<void> {
  const parser = Papa.parse(Papa.NODE_STREAM_INPUT, { delimiter, newline: "\n" });
  let read = 0;
  const at = must.map((column) => columns.indexOf(column));
  await pipeline(createReadStream(path), parser, async (lines: AsyncIterable<string[]>) => {
    for await (const cells of lines) {
      if (cells.length === 1 && cells[0] === "") continue;
      const isHeader = read++ === 0;
      const isWhole = isHeader
        ? cells.join("\0") === columns.join("\0")
        : cells.length === columns.length && at.every((place) => cells[place] !== "");
      if (!isWhole)
        throw new AppError("A file for a shop is not what was written.", {
          facts: { line: read, cells: cells.length },
        });
    }
  });
  if (read !== rows + 1)
    throw new AppError("A file for a shop has other rows than were written.", { facts: { read, rows } });
}
