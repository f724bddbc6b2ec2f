import { aigcFromText, aigcFromValue } from "./aigc-value.ts";
import type { FoundLabel } from "./found-label.ts";

const PLACE = "YAML front matter › AIGC";

/** The labels in the front matter of a Markdown text; more than one where the key stands there more than once. */
export function labelsInFrontMatter(text: string): FoundLabel[] {
  const [, matter] = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/.exec(text) ?? [];
  if (matter === undefined) return [];
  const lines = matter.split(/\r?\n/);
  return lines.flatMap((line, at) => {
    const [, written] = /^["']?AIGC["']?[ \t]*:(.*)$/.exec(line) ?? [];
    if (written === undefined) return [];
    const rest = lines.slice(at + 1);
    const end = rest.findIndex((next) => /^\S/.test(next));
    return [labelOf(written.trim(), end < 0 ? rest : rest.slice(0, end))];
  });
}

// As people and programs write it there: JSON in one line or several, the same in quotes, or fields one below the other.
function labelOf(written: string, below: readonly string[]): FoundLabel {
  const folded = /^[|>][+-]?$/.test(written) ? "" : written;
  const text = [folded, ...below.map((line) => line.trim())].join(" ").trim();
  if (text.startsWith("'") && text.endsWith("'"))
    return aigcFromText(text.slice(1, -1).replaceAll("''", "'"), PLACE);
  if (text.startsWith('"') && text.endsWith('"')) return aigcFromText(unquoted(text), PLACE);
  if (/^[{[]/.test(text)) return aigcFromText(text, PLACE);
  return aigcFromValue(fieldsBelow(below), PLACE, text);
}

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}

// In YAML a value without quotes that looks like a number is one.
function fieldsBelow(lines: readonly string[]): Record<string, unknown> {
  const fields = lines.flatMap((line) => {
    const [, name, written = ""] = /^\s+["']?(\w+)["']?[ \t]*:[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    if (name === undefined) return [];
    return [[name, scalarOf(written)] as const];
  });
  return Object.fromEntries(fields);
}

function scalarOf(written: string): string | number | null {
  if (/^(?:".*"|'.*')$/.test(written)) return written.slice(1, -1);
  if (written === "") return null;
  return /^-?\d+(?:\.\d+)?$/.test(written) ? Number(written) : written;
}
