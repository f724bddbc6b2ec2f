import type { TableRow } from "#lib/datasets/read-table.ts";
import { columnsIn, plainCell } from "#lib/managed-table.ts";
import { type LexiconEntry, lexiconEntrySchema } from "../lexicon.ts";

/** A row of a file that is no entry, and why. */
export interface UnreadableRow {
  line: number;
  code: string;
  value: string;
}

/** The columns of a lexicon's file, in their order. */
const LEXICON_COLUMNS = [
  "term",
  "severity",
  "category",
  "clause",
  "exceptions",
  "suggestion",
  "validFrom",
] as const;

type Column = (typeof LEXICON_COLUMNS)[number];

const HEADERS: Record<Column, RegExp> = {
  term: /^(term|word|phrase|词语|词条|词|敏感词|关键词|禁用词|wort|begriff|語|用語)$/,
  severity: /^(severity|level|严重程度|级别|等级|处理方式|schweregrad|重大度)$/,
  category: /^(category|type|类别|分类|类型|kategorie|分類|カテゴリ)$/,
  clause: /^(clause|law|rule|依据条款|依据|条款|法规|rechtsgrundlage|根拠)$/,
  exceptions: /^(exceptions?|except in|例外|ausnahmen?)$/,
  suggestion: /^(suggestion|better|replacement|建议改写|建议|替换|替换词|vorschlag|言い換え)$/,
  validFrom: /^(valid ?from|valid_from|生效日期|生效时间|gültig ab|適用開始日?)$/,
};
const SEVERITIES: [RegExp, LexiconEntry["severity"]][] = [
  [/^(block|blocks|blocked|high|error|拦截|禁止|禁用|高|严重|sperrt|禁止する)$/, "block"],
  [/^(warn|warns|warning|low|medium|警告|提醒|提示|中|低|warnt|注意)$/, "warn"],
];
const HEADER_AMONG = 10;

/**
 * The entries of a lexicon's file. Its columns are known by their names, in any order; a file without a header is a list
 * of terms. A row without a severity blocks. Exceptions stand in one cell, a line each or with `|` between them.
 */
export function readLexiconTable(rows: readonly TableRow[]): {
  entries: LexiconEntry[];
  unreadable: UnreadableRow[];
} {
  const headerAt = rows.slice(0, HEADER_AMONG).findIndex(({ cells }) => columnsIn(cells, HEADERS));
  const places = rows[headerAt] ? columnsIn(rows[headerAt].cells, HEADERS) : new Map([["term" as Column, 0]]);
  const entries = new Map<string, LexiconEntry>();
  const unreadable: UnreadableRow[] = [];
  for (const { line, cells } of rows.slice(headerAt + 1)) {
    const cellOf = (column: Column) => plainCell(cells[places?.get(column) ?? -1] ?? "");
    const read = readEntry(cellOf);
    if ("code" in read) unreadable.push({ line, ...read });
    else if (entries.has(read.term.toLowerCase()))
      unreadable.push({ line, code: "table_term_twice", value: read.term });
    else entries.set(read.term.toLowerCase(), read);
  }
  return { entries: [...entries.values()], unreadable };
}

/** A lexicon as the rows of a file, its header first. */
export function lexiconTable(entries: readonly LexiconEntry[]): string[][] {
  return [
    [...LEXICON_COLUMNS],
    ...entries.map(({ term, severity, category, clause, exceptions, suggestion, validFrom }) => [
      term,
      severity,
      category ?? "",
      clause ?? "",
      exceptions.join("\n"),
      suggestion ?? "",
      validFrom ?? "",
    ]),
  ];
}

function readEntry(cellOf: (column: Column) => string): LexiconEntry | { code: string; value: string } {
  const term = cellOf("term");
  if (term === "") return { code: "table_term_missing", value: "" };
  const written = cellOf("severity");
  const severity =
    written === "" ? "block" : SEVERITIES.find(([name]) => name.test(written.toLowerCase()))?.[1];
  if (!severity) return { code: "table_severity_unknown", value: written };
  const day = cellOf("validFrom");
  const validFrom = day === "" ? null : readDay(day);
  if (day !== "" && validFrom === null) return { code: "table_day_unreadable", value: day };
  const exceptions = cellOf("exceptions")
    .split(/[\n|]/)
    .map((one) => one.trim())
    .filter((one) => one !== "");
  const [category, clause, suggestion] = (["category", "clause", "suggestion"] as const).map(cellOf);
  const parsed = lexiconEntrySchema.safeParse({
    term,
    severity,
    exceptions,
    ...(category && { category }),
    ...(clause && { clause }),
    ...(suggestion && { suggestion }),
    ...(validFrom && { validFrom }),
  });
  return parsed.success ? parsed.data : { code: "table_cell_too_long", value: term };
}

// As people and spreadsheets write days: with any mark between, with a time behind it, and as Chinese.
function readDay(written: string): string | null {
  const found = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?:日|[T ].*)?$/.exec(written);
  if (!found) return null;
  const [, year = "", month = "", day = ""] = found;
  const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== iso ? null : iso;
}
