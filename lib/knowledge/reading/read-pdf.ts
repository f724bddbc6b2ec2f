import { readFile } from "node:fs/promises";
import { getDocumentProxy } from "unpdf";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import type { Block } from "./block.ts";

const MOST_PAGES = 5_000;
/** A gap of more than so many lines' heights begins a paragraph. */
const LINES_APART = 1.6;

// Chinese and Japanese are written without spaces, also where a line ends.
const SPACELESS = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303F\uFF01-\uFF5E]`;
const SPACELESS_END = new RegExp(`${SPACELESS}$`, "u");
const SPACELESS_START = new RegExp(`^${SPACELESS}`, "u");

type Document = Awaited<ReturnType<typeof getDocumentProxy>>;
type Item = Awaited<ReturnType<Awaited<ReturnType<Document["getPage"]>>["getTextContent"]>>["items"][number];

/**
 * A PDF: the paragraphs of each page.
 * @throws FileRefusal `file_encrypted`, `document_damaged`, `document_no_text` (pages are pictures) or `too_many_pages`.
 */
export async function* readPdf(path: string): AsyncGenerator<Block> {
  const document = await open(path);
  if (document.numPages > MOST_PAGES) throw new FileRefusal("too_many_pages", { limit: MOST_PAGES });
  let hasText = false;
  for (let page = 1; page <= document.numPages; page++) {
    for (const text of await paragraphsOf(document, page)) {
      hasText = true;
      yield { text, place: { headings: [], page }, kind: "text" };
    }
  }
  if (!hasText) throw new FileRefusal("document_no_text", { pages: document.numPages });
}

async function open(path: string): Promise<Document> {
  const data = new Uint8Array(await readFile(path));
  try {
    return await getDocumentProxy(data, { verbosity: 0, disableFontFace: true });
  } catch (cause) {
    const isLocked = (cause as Error).name === "PasswordException";
    throw new FileRefusal(isLocked ? "file_encrypted" : "document_damaged", {}, { cause });
  }
}

async function paragraphsOf(document: Document, number: number): Promise<string[]> {
  let items: Item[];
  try {
    const page = await document.getPage(number);
    ({ items } = await page.getTextContent());
    page.cleanup();
  } catch (cause) {
    throw new FileRefusal("document_damaged", {}, { cause });
  }
  return paragraphs(items);
}

/** Lines that stand close together are a paragraph; a word that is broken at a line's end is put together again. */
function paragraphs(items: readonly Item[]): string[] {
  const found: string[] = [];
  let text = "";
  let lastY: number | null = null;
  for (const item of items) {
    if (!("str" in item)) continue;
    const y = Number(item.transform[5]);
    const height = item.height || Number(item.transform[3]) || 10;
    if (lastY !== null && item.str.trim() && Math.abs(lastY - y) > height * LINES_APART) {
      found.push(text);
      text = "";
    }
    text += item.str;
    if (item.hasEOL) text += "\n";
    if (item.str.trim()) lastY = y;
  }
  found.push(text);
  return found.map(joined).filter((paragraph) => /[\p{L}\p{N}]/u.test(paragraph));
}

function joined(paragraph: string): string {
  let text = "";
  for (const line of paragraph.split("\n").map((one) => one.trim())) {
    if (!line) continue;
    if (/\p{Ll}-$/u.test(text) && /^\p{Ll}/u.test(line)) text = text.slice(0, -1) + line;
    else text += (text && !(SPACELESS_END.test(text) && SPACELESS_START.test(line)) ? " " : "") + line;
  }
  return text;
}
