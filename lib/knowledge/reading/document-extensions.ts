const KINDS_BY_EXTENSION = {
  md: "markdown",
  markdown: "markdown",
  txt: "plain",
  text: "plain",
  html: "html",
  htm: "html",
  xhtml: "html",
  csv: "table",
  tsv: "table",
  xlsx: "workbook",
  xlsm: "workbook",
  pdf: "pdf",
  docx: "docx",
  rows: "rows",
} as const;

/** What the name of a document ends with that was made of a dataset; nobody sends one. */
export const ROWS_EXTENSION = ".rows";

export type DocumentKind = (typeof KINDS_BY_EXTENSION)[keyof typeof KINDS_BY_EXTENSION];

/** Names of files that are taken, as a file chooser wants them. */
export const DOCUMENT_EXTENSIONS = Object.keys(KINDS_BY_EXTENSION)
  .map((extension) => `.${extension}`)
  .filter((extension) => extension !== ROWS_EXTENSION);

/** What a file's name promises; `null` for what is not read. */
export function kindOfName(fileName: string): DocumentKind | null {
  const extension = /\.([^.\\/]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? "";
  return KINDS_BY_EXTENSION[extension as keyof typeof KINDS_BY_EXTENSION] ?? null;
}
