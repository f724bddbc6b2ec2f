/** The encodings a text file may be read in. */
export const ENCODINGS = [
  "utf-8",
  "utf-16le",
  "utf-16be",
  "gb18030",
  "big5",
  "shift_jis",
  "euc-kr",
  "windows-1252",
  "windows-1250",
  "windows-1251",
  "windows-1254",
  "windows-874",
  "windows-1253",
  "windows-1255",
  "windows-1256",
  "windows-1257",
  "windows-1258",
  "koi8-r",
  "koi8-u",
  "euc-jp",
  "iso-2022-jp",
  ...(["iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-6", "iso-8859-7"] as const),
  ...(["iso-8859-8", "iso-8859-10", "iso-8859-13", "iso-8859-14", "iso-8859-15"] as const),
  ...(["macintosh", "x-mac-cyrillic", "ibm866", "cp437", "cp850", "cp852"] as const),
  ...(["utf-32le", "utf-32be"] as const),
] as const;

export type Encoding = (typeof ENCODINGS)[number];

/** "none" is for a text of a single column, whatever stands in it. */
export const DELIMITERS = [",", "\t", ";", "|", "，", "^", "~", "none"] as const;

export type Delimiter = (typeof DELIMITERS)[number];

/** How well what was found by looks is supported by the file; what is stated there or was chosen is sure. */
export type Sureness = "sure" | "unsure";

/** What a file is by its contents. */
export type FileFormat =
  | { kind: "xlsx" }
  | { kind: "delimited"; encoding: Encoding; delimiter: Delimiter; quotes: boolean }
  | { kind: "jsonl"; encoding: Encoding; layout: JsonLayout };

/** How a file of JSON is laid out: one object a line, or objects over any lines. */
export const JSON_LAYOUTS = ["lines", "values"] as const;

export type JsonLayout = (typeof JSON_LAYOUTS)[number];

/** The format a file name promises; `null` for a name that promises none. */
export function formatOfName(fileName: string): FileFormat["kind"] | "xls" | null {
  const extension = /\.([^.\\/]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? "";
  return FORMAT_BY_EXTENSION[extension] ?? null;
}

const FORMAT_BY_EXTENSION: Record<string, FileFormat["kind"] | "xls"> = {
  xlsx: "xlsx",
  xlsm: "xlsx",
  xls: "xls",
  csv: "delimited",
  tsv: "delimited",
  tab: "delimited",
  txt: "delimited",
  jsonl: "jsonl",
  ndjson: "jsonl",
  json: "jsonl",
};

/** What a file that is neither workbook nor text looks like, by its first bytes; `null` for none we know. */
export function knownBinary(head: Uint8Array): string | null {
  const text = Buffer.from(head.subarray(0, 512)).toString("latin1");
  const found = SIGNATURES.find(([signature]) => text.startsWith(signature));
  if (found) return found[1];
  if (/^\s*(<!doctype html|<html)/i.test(text)) return "HTML";
  return /^\s*<\?xml/i.test(text) ? "XML" : null;
}

const SIGNATURES: [signature: string, name: string][] = [
  ["%PDF", "PDF"],
  ["\x89PNG", "PNG"],
  ["\xff\xd8\xff", "JPEG"],
  ["GIF8", "GIF"],
  ["\x1f\x8b", "gzip"],
  ["7z\xbc\xaf\x27\x1c", "7-Zip"],
  ["Rar!", "RAR"],
  ["SQLite format 3", "SQLite"],
  ["PAR1", "Parquet"],
];
