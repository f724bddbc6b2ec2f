import { open } from "node:fs/promises";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { openArchive } from "#lib/datasets/open-archive.ts";
import { DOCUMENT_EXTENSIONS, type DocumentKind, kindOfName } from "./document-extensions.ts";

const HEAD_BYTES = 1_024;
const ZIP = "PK\x03\x04";
const OLE = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/**
 * What a document is, by its contents and, among texts, by its name.
 * @throws FileRefusal when it is empty, of a kind that is not read, locked, or another kind than its name says.
 */
export async function documentKind(path: string, fileName: string): Promise<DocumentKind> {
  const named = kindOfName(fileName);
  if (!named) throw new FileRefusal("document_kind", { kinds: DOCUMENT_EXTENSIONS.join(", ") });
  const head = await headOf(path);
  if (head === "") throw new FileRefusal("file_empty");
  // Word locks a document by packing it into a container of another kind.
  if (head.startsWith(OLE))
    throw new FileRefusal(named === "docx" || named === "workbook" ? "file_encrypted" : "document_old");
  const found = await kindOf(path, head);
  if (found === null ? isBinaryKind(named) : found !== named)
    throw new FileRefusal(found === null ? "document_damaged" : "document_other_kind", { kind: found ?? "" });
  return named;
}

async function kindOf(path: string, head: string): Promise<"pdf" | "docx" | "workbook" | null> {
  // Some writers put a few bytes before the mark.
  if (head.includes("%PDF-")) return "pdf";
  if (!head.startsWith(ZIP)) return null;
  const archive = await openArchive(path);
  try {
    return archive.has("word/document.xml") ? "docx" : "workbook";
  } finally {
    archive.close();
  }
}

function isBinaryKind(kind: DocumentKind): boolean {
  return kind === "pdf" || kind === "docx" || kind === "workbook";
}

async function headOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead).toString("latin1");
  } finally {
    await file.close();
  }
}
