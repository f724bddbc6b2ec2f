import type { Schema } from "./write-value.ts";

const LEAST_WORD = 4;

/**
 * What the sandbox answers where it is asked to judge an output or a flagged statement against its row: by plain matching of
 * words, and it says so. `null` where it is asked for something else.
 */
export function judgeAsAsked(prompt: string, schema: Schema): string | null {
  const row = dataIn(prompt, "row");
  const asked = Object.keys(schema.properties ?? {});
  if (!isRecord(row)) return null;
  const output = dataIn(prompt, "output");
  if (isRecord(output) && asked.includes("score") && asked.includes("reason"))
    return JSON.stringify(rated(row, output, schema.properties?.score ?? {}));
  const flags = dataIn(prompt, "flags");
  if (Array.isArray(flags) && asked.includes("supported"))
    return JSON.stringify({ supported: flags.flatMap((flag) => supportOf(row, flag)) });
  return null;
}

// The more of the row's values stand in the output, the more points; whatever the output says of itself counts for nothing.
function rated(row: Record<string, unknown>, output: Record<string, unknown>, score: Schema) {
  const text = textsIn(output).join("\n").toLowerCase();
  const values = textsIn(row).filter((value) => value.trim() !== "");
  const told = values.filter((value) => wordsOf(value).some((word) => text.includes(word)));
  const [least, most] = [score.minimum ?? 1, score.maximum ?? 5];
  const share = values.length === 0 || text.trim() === "" ? 0 : told.length / values.length;
  const reason = `Simulated judge: words of ${told.length} of ${values.length} values of the row stand in the output.`;
  return { reason, score: Math.round(least + share * (most - least)) };
}

function supportOf(row: Record<string, unknown>, flag: unknown) {
  if (!isRecord(flag)) return [];
  const words = wordsOf(String(flag.statement ?? "")).filter((word) => word.length >= LEAST_WORD);
  for (const [column, cell] of Object.entries(row)) {
    const quote = words.find((word) => String(cell).toLowerCase().includes(word));
    if (quote !== undefined) return [{ number: Number(flag.number), column, quote }];
  }
  return [];
}

function dataIn(prompt: string, mark: string): unknown {
  const found = new RegExp(`<${mark}>\n([^\n]*)\n</${mark}>`).exec(prompt)?.[1];
  if (found === undefined) return null;
  try {
    return JSON.parse(found);
  } catch {
    return null;
  }
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function textsIn(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  return typeof value === "object" ? Object.values(value).flatMap(textsIn) : [String(value)];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
