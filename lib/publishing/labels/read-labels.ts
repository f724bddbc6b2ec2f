import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { orUnsupported } from "#lib/images/engine.ts";
import { accept } from "#lib/result.ts";
import { type Contradiction, contradictionsIn } from "./contradictions.ts";
import type { FoundLabel, LabelledFile } from "./found-label.ts";
import { labelsInFrontMatter } from "./front-matter.ts";
import { labelsInArchive } from "./office.ts";
import { labelsInPdf } from "./pdf.ts";
import { labelsInPicture } from "./picture.ts";
import { beginningOf, labelsInJson, labelsInLines, labelsInTable, textOf } from "./rows.ts";
import { wordsIn } from "./words.ts";
import { labelsInXml } from "./xml.ts";

/** What a file says of whether it is AI-generated. */
export interface LabelReading {
  /** By its content, where that tells; rows and texts by the end of its name. */
  kind: LabelledFile;
  labels: FoundLabel[];
  contradictions: Contradiction[];
}

const MOST_TEXT_CHARS = 32 * 1024 ** 2;

/**
 * Reads the labels of a file that came from anywhere; run it where a bad file does no harm.
 * @throws FileRefusal for a file that is damaged, encrypted, or made to be more than it seems.
 */
export async function readLabels(path: string, fileName: string): Promise<LabelReading> {
  const { kind, labels } = await labelsIn(path, fileName);
  return { kind, labels, contradictions: contradictionsIn(labels) };
}

async function labelsIn(
  path: string,
  fileName: string,
): Promise<{ kind: LabelledFile; labels: FoundLabel[] }> {
  const beginning = await beginningOf(path);
  const kind = kindOf(beginning, fileName);
  switch (kind) {
    case "zip":
      return labelsInArchive(path);
    case "pdf":
      return { kind, labels: await labelsInPdf(await readFile(path)) };
    case "jpeg":
    case "png":
    case "webp":
    case "image":
      return { kind, labels: await pictureLabels(path, kind) };
    case "csv":
      return { kind, labels: await labelsInTable(path) };
    case "jsonl":
      return { kind, labels: await labelsInLines(path) };
    case "xml":
      return { kind, labels: await labelsInXml(textOf(path)) };
    case "unknown":
      return { kind, labels: [] };
    default:
      return labelsInText(await wholeText(path), kind);
  }
}

function kindOf(beginning: Buffer, fileName: string): LabelledFile {
  const ascii = beginning.toString("latin1", 0, 1024);
  if (ascii.startsWith("\xff\xd8\xff")) return "jpeg";
  if (ascii.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (ascii.startsWith("RIFF") && ascii.slice(8, 12) === "WEBP") return "webp";
  if (/^(?:GIF8|II\*\0|MM\0\*)/.test(ascii) || /^.{4}ftyp(?:avi|hei|hev|mif|msf)/s.test(ascii))
    return "image";
  if (ascii.startsWith("PK\x03\x04")) return "zip";
  if (ascii.includes("%PDF-")) return "pdf";
  if (isBinary(beginning)) return "unknown";
  return BY_NAME[extname(fileName).toLowerCase()] ?? "text";
}

const BY_NAME: Record<string, LabelledFile> = {
  ".csv": "csv",
  ".tsv": "csv",
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
  ".json": "json",
  ".xml": "xml",
  ".xlf": "xml",
  ".xliff": "xml",
  ".md": "markdown",
  ".markdown": "markdown",
};

// UTF-16 has a zero byte beside each letter of ASCII, and says so at its start.
function isBinary(beginning: Buffer): boolean {
  const isUtf16 = /^(?:\xff\xfe|\xfe\xff)/.test(beginning.toString("latin1", 0, 2));
  return !isUtf16 && beginning.includes(0);
}

async function pictureLabels(path: string, kind: LabelledFile): Promise<FoundLabel[]> {
  try {
    const bytes = await readFile(path);
    const found = await orUnsupported<FoundLabel[]>(
      labelsInPicture(bytes, kind).then((labels) => accept(labels)),
    );
    if (found.ok) return found.value;
    throw new FileRefusal(found.refusal.code, found.refusal.params);
  } catch (cause) {
    if (cause instanceof FileRefusal) throw cause;
    throw new FileRefusal("file_unreadable", {}, { cause });
  }
}

async function wholeText(path: string): Promise<string> {
  let text = "";
  for await (const part of textOf(path)) {
    text += part;
    if (text.length > MOST_TEXT_CHARS) throw new FileRefusal("file_too_complex");
  }
  return text;
}

function labelsInText(text: string, kind: LabelledFile): { kind: LabelledFile; labels: FoundLabel[] } {
  const ofJson = kind === "json" ? labelsInJson(text) : null;
  if (ofJson) return { kind, labels: ofJson };
  const matter = kind === "markdown" || text.startsWith("---") ? labelsInFrontMatter(text) : [];
  const body = text.replace(/^\uFEFF?---[ \t]*\r?\n[\s\S]*?\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/, "");
  const words = wordsIn(body);
  return { kind, labels: [...matter, ...(words ? [words] : [])] };
}
