import Papa from "papaparse";
import { DELIMITERS, type Delimiter } from "./file-format.ts";

const LINES_COMPARED = 50;

/**
 * The delimiter under which a text falls into the most columns with the same number of them in each line.
 * A text of a single column gives the comma.
 */
export function detectDelimiter(sample: string): Delimiter {
  let best: Delimiter = ",";
  let bestScore = 0;
  for (const delimiter of DELIMITERS) {
    const parsed = Papa.parse<string[]>(sample, {
      delimiter,
      preview: LINES_COMPARED,
      skipEmptyLines: "greedy",
    });
    // The last record of a sample may be cut.
    const records = parsed.data.length > 2 ? parsed.data.slice(0, -1) : parsed.data;
    const score = scoreOf(records.map((record) => record.length));
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}

// The share of lines that agree counts more than the number of columns: commas also stand in sentences.
function scoreOf(widths: number[]): number {
  const lines = new Map<number, number>();
  for (const width of widths) lines.set(width, (lines.get(width) ?? 0) + 1);
  let score = 0;
  for (const [width, count] of lines) {
    if (width < 2) continue;
    const agreement = count / widths.length;
    score = Math.max(score, agreement ** 3 * Math.log2(width + 1));
  }
  return score;
}
