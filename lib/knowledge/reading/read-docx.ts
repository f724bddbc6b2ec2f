import { readFile } from "node:fs/promises";
import mammoth from "mammoth";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { openArchive } from "#lib/datasets/open-archive.ts";
import type { Block } from "./block.ts";
import { readHtml } from "./read-html.ts";

/** What its parts may come to when they are unpacked: thousands of pages. */
const MOST_CHARACTERS = 96 * 1024 ** 2;
const XML_PART = /\.(xml|rels)$/;

/**
 * A Word document: its paragraphs, lists and rows of tables under its headings. Pictures are left out.
 * @throws FileRefusal `document_damaged`, `zip_bomb`, `file_encrypted` or `file_too_complex`.
 */
export async function readDocx(path: string): Promise<Block[]> {
  await checkParts(path);
  const noPicture = mammoth.images.imgElement(async () => ({ src: "" }));
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer: await readFile(path) },
      { convertImage: noPicture, externalFileAccess: false },
    );
    return readHtml(value);
  } catch (cause) {
    throw new FileRefusal("document_damaged", {}, { cause });
  }
}

// The library unpacks whatever a part turns out to be: each is held to what the archive declares before.
async function checkParts(path: string): Promise<void> {
  const archive = await openArchive(path);
  try {
    if (!archive.has("word/document.xml")) throw new FileRefusal("document_damaged");
    let characters = 0;
    for (const name of archive.names().filter((one) => XML_PART.test(one)))
      for await (const part of archive.text(name)) {
        characters += part.length;
        if (characters > MOST_CHARACTERS) throw new FileRefusal("file_too_complex");
      }
  } finally {
    archive.close();
  }
}
