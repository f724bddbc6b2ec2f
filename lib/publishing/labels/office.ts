import { BoundedXml } from "#lib/datasets/bounded-xml.ts";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { type Archive, openArchive } from "#lib/datasets/open-archive.ts";
import { aigcFromText, aigcFromValue } from "./aigc-value.ts";
import type { FoundLabel, LabelledFile } from "./found-label.ts";
import { wordsIn } from "./words.ts";

const CUSTOM = "docProps/custom.xml";
const BODY = "word/document.xml";
const MANIFEST = "manifest.json";
const MOST_PART_CHARS = 8 * 1024 ** 2;
/** Of a document's text as much as is looked through for words. */
const MOST_TEXT_CHARS = 4 * 1024 ** 2;

/**
 * The labels in a zip archive: a property of a workbook, document or presentation, the words in a document, or the
 * manifest of a training set.
 * @throws FileRefusal for one that is damaged, encrypted or a bomb.
 */
export async function labelsInArchive(path: string): Promise<{ kind: LabelledFile; labels: FoundLabel[] }> {
  const archive = await openArchive(path);
  try {
    const kind = kindOf(archive);
    const labels = await labelsInProperties(archive);
    if (kind === "docx") {
      const words = wordsIn(await documentText(archive));
      if (words) labels.push({ ...words, place: `${BODY} › ${words.place}` });
    }
    if (kind === "zip" && archive.has(MANIFEST)) labels.push(...(await labelsInManifest(archive)));
    return { kind, labels };
  } finally {
    archive.close();
  }
}

function kindOf(archive: Archive): LabelledFile {
  if (archive.has("xl/workbook.xml")) return "xlsx";
  if (archive.has(BODY)) return "docx";
  return archive.has("ppt/presentation.xml") ? "pptx" : "zip";
}

async function labelsInProperties(archive: Archive): Promise<FoundLabel[]> {
  const labels: FoundLabel[] = [];
  let property: string | null = null;
  const xml = new BoundedXml({
    open({ name, attributes }) {
      if (localName(name) === "property") property = attributes.name === "AIGC" ? "" : null;
    },
    text(text) {
      if (property !== null) property += text;
    },
    close(name) {
      if (localName(name) !== "property" || property === null) return;
      labels.push(aigcFromText(property, `${CUSTOM} › AIGC`));
      property = null;
    },
  });
  await readPart(archive, CUSTOM, xml);
  return labels;
}

async function documentText(archive: Archive): Promise<string> {
  let text = "";
  let isText = false;
  const xml = new BoundedXml({
    open({ name }) {
      isText = name === "w:t";
    },
    text(part) {
      if (isText && text.length < MOST_TEXT_CHARS) text += part;
    },
    close(name) {
      isText = false;
      if (name === "w:p") text += "\n";
    },
  });
  await readPart(archive, BODY, xml, Number.POSITIVE_INFINITY);
  return text;
}

async function readPart(
  archive: Archive,
  name: string,
  xml: BoundedXml,
  mostChars = MOST_PART_CHARS,
): Promise<void> {
  if (!archive.has(name)) return;
  let length = 0;
  for await (const chunk of archive.text(name)) {
    length += chunk.length;
    if (length > mostChars) throw new FileRefusal("file_too_complex");
    try {
      xml.write(chunk);
    } catch (cause) {
      throw cause instanceof FileRefusal ? cause : new FileRefusal("file_damaged", { part: name }, { cause });
    }
  }
}

async function labelsInManifest(archive: Archive): Promise<FoundLabel[]> {
  let text = "";
  for await (const chunk of archive.text(MANIFEST)) {
    text += chunk;
    if (text.length > MOST_PART_CHARS) throw new FileRefusal("file_too_complex");
  }
  const value = readJson(text);
  return value !== null && Object.hasOwn(value, "AIGC") ? [aigcFromValue(value.AIGC, MANIFEST)] : [];
}

function readJson(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
