import { readFile } from "node:fs/promises";
import { detectEncoding } from "#lib/datasets/detect-encoding.ts";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { detectFormat } from "#lib/datasets/open-source.ts";
import { textDecoder } from "#lib/datasets/text-decoder.ts";
import type { Block } from "./block.ts";
import type { DocumentKind } from "./document-extensions.ts";
import { documentKind } from "./document-kind.ts";
import { readDocx } from "./read-docx.ts";
import { readHtml } from "./read-html.ts";
import { readMarkdown } from "./read-markdown.ts";
import { readPdf } from "./read-pdf.ts";
import { readPlain } from "./read-plain.ts";
import { readTableText, readWorkbook } from "./read-sheets.ts";
import { readRows } from "./rows-file.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is counted
const CONTROLS = /[\u0000-\u0008\u000E-\u001F]/g;
const SHARE_OF_CONTROLS = 0.05;

/** A document on this machine. */
export interface DocumentFile {
  path: string;
  fileName: string;
  /** A path that may be made and removed. */
  scratch: string;
}

/** What the readers of tables say in the words of tables. */
const OF_DOCUMENTS: Record<string, string> = {
  zip_bomb: "document_bomb",
  file_encrypted: "document_locked",
  file_truncated: "document_damaged",
  file_damaged: "document_damaged",
  file_not_table: "document_damaged",
  file_too_complex: "document_too_complex",
};

/** The text of a document, block by block. @throws FileRefusal with what is wrong with it. */
export async function* readBlocks(file: DocumentFile): AsyncGenerator<Block> {
  let isEmpty = true;
  try {
    for await (const block of blocksOf(await documentKind(file.path, file.fileName), file)) {
      isEmpty = false;
      yield block;
    }
  } catch (cause) {
    const { code, params } = cause instanceof FileRefusal ? cause.refusal : { code: "", params: {} };
    throw OF_DOCUMENTS[code] ? new FileRefusal(OF_DOCUMENTS[code], params, { cause }) : cause;
  }
  if (isEmpty) throw new FileRefusal("document_empty");
}

async function* blocksOf(
  kind: DocumentKind,
  { path, fileName, scratch }: DocumentFile,
): AsyncGenerator<Block> {
  switch (kind) {
    case "plain":
      return yield* readPlain(await textOf(path));
    case "markdown":
      return yield* readMarkdown(await textOf(path));
    case "html":
      return yield* readHtml(await textOf(path));
    case "docx":
      return yield* await readDocx(path);
    case "pdf":
      return yield* readPdf(path);
    case "rows":
      return yield* readRows(path);
    case "workbook":
      return yield* readWorkbook(path, scratch);
    case "table": {
      const { format } = await detectFormat({ path, fileName });
      if (format.kind !== "delimited") throw new FileRefusal("document_damaged");
      return yield* readTableText(path, scratch, format);
    }
  }
}

async function textOf(path: string): Promise<string> {
  const bytes = await readFile(path);
  const decoder = textDecoder(detectEncoding(bytes).encoding);
  const text = (decoder.write(bytes) + decoder.end()).replace(/^\uFEFF/, "");
  if ((text.match(CONTROLS)?.length ?? 0) > text.length * SHARE_OF_CONTROLS)
    throw new FileRefusal("document_damaged");
  return text;
}
