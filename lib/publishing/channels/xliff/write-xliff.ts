import { createHash } from "node:crypto";
import type { AigcLabel } from "#lib/ai-label.ts";
import { parseItemId } from "#lib/batches/item-id.ts";
import type { PublishedItems } from "../channel.ts";
import { codesOf, piecesOf } from "./inline-codes.ts";
import type { ReturnedPiece } from "./read-xliff.ts";
import { textUnitsOf, unitId } from "./text-units.ts";
import type { XliffConfig } from "./xliff-config.ts";

/** A unit as it is written. */
interface Unit {
  id: string;
  name: string;
  text: string;
  maxLength: number | null;
  description: string;
}

/** Counts units, with a digest of their ids and texts, to tell whether a file holds what was written. */
export class UnitDigest {
  readonly #hash = createHash("sha256");
  count = 0;

  add(id: string, pieces: readonly ReturnedPiece[]): void {
    this.count++;
    const text = pieces.map((piece) => (typeof piece === "string" ? piece : `\0${piece.id}\0`)).join("");
    this.#hash.update(`${id}\0${text}\0\0`);
  }

  get value(): string {
    return `${this.count} ${this.#hash.copy().digest("base64url")}`;
  }
}

/**
 * The publication as XLIFF, piece by piece: a unit for each text, with its spaces as they are, its tags and placeholders as
 * codes that no translator changes, and notes on where it stands and how long it may be.
 * @param digest is told of each unit.
 */
export async function* xliffOf(
  items: PublishedItems,
  config: XliffConfig,
  { label, digest }: { label: AigcLabel; digest: UnitDigest },
): AsyncGenerator<string> {
  const form = config.version === "1.2" ? FORM_12 : FORM_20;
  yield `<?xml version="1.0" encoding="UTF-8"?>\n${form.begin(items.publicationId, config, JSON.stringify({ AIGC: label }))}`;
  for await (const { itemId, key, output } of items) {
    const seq = parseItemId(itemId)?.seq ?? 0;
    for (const { path, ...unit } of textUnitsOf(output, items.outputFields, config.fields)) {
      const id = unitId(seq, path);
      digest.add(id, numbered(unit.text));
      yield form.unit({ id, name: `${key} / ${path}`, ...unit });
    }
  }
  yield form.end;
}

/** A text as it is read back: words, and codes by their numbers from 1. */
function numbered(text: string): ReturnedPiece[] {
  let number = 0;
  return piecesOf(text).map((piece) =>
    "code" in piece ? { id: String(++number) } : piece.text.toWellFormed(),
  );
}

interface Form {
  begin(publicationId: string, config: XliffConfig, label: string): string;
  unit(unit: Unit): string;
  end: string;
}

const FORM_12: Form = {
  begin: (id, { sourceLanguage, targetLanguage }, label) =>
    `<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">\n` +
    `<file original="${id}" datatype="plaintext" source-language="${attribute(sourceLanguage)}" target-language="${attribute(targetLanguage)}">\n` +
    `<header><note from="AIGC">${content(label)}</note></header>\n<body>\n`,
  unit: ({ id, name, text, maxLength, description }) => {
    const limit = maxLength === null ? "" : ` maxwidth="${maxLength}" size-unit="char"`;
    const notes = notesOf({ name, maxLength, description }).map(
      ([, note]) => `<note>${content(note)}</note>`,
    );
    return (
      `<trans-unit id="${attribute(id)}" resname="${attribute(name)}" xml:space="preserve"${limit}>` +
      `<source>${inline(text, (code, number) => `<x id="${number}" ctype="${kindOf(code)}" equiv-text="${attribute(code)}"/>`)}</source>` +
      `${notes.join("")}</trans-unit>\n`
    );
  },
  end: "</body>\n</file>\n</xliff>\n",
};

const FORM_20: Form = {
  begin: (id, { sourceLanguage, targetLanguage }, label) =>
    `<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="${attribute(sourceLanguage)}" trgLang="${attribute(targetLanguage)}">\n` +
    `<file id="f1" original="${id}">\n<notes><note category="AIGC">${content(label)}</note></notes>\n`,
  unit: ({ id, name, text, maxLength, description }) => {
    const notes = notesOf({ name, maxLength, description }).map(
      ([category, note]) => `<note category="${category}">${content(note)}</note>`,
    );
    const data = codesOf(text)
      .map((code, place) => `<data id="d${place + 1}">${content(code)}</data>`)
      .join("");
    return (
      `<unit id="${attribute(id)}" name="${attribute(name)}" canResegment="no" xml:space="preserve"><notes>${notes.join("")}</notes>` +
      `${data === "" ? "" : `<originalData>${data}</originalData>`}<segment><source>` +
      inline(
        text,
        (code, number) =>
          `<ph id="${number}" canDelete="no" canCopy="no" dataRef="d${number}" disp="${attribute(code)}"/>`,
      ) +
      "</source></segment></unit>\n"
    );
  },
  end: "</file>\n</xliff>\n",
};

function notesOf({ name, maxLength, description }: Pick<Unit, "name" | "maxLength" | "description">) {
  const notes: [string, string][] = [["place", name]];
  if (description.trim() !== "") notes.push(["description", description]);
  if (maxLength !== null) notes.push(["length", `Max. ${maxLength} characters`]);
  return notes;
}

function inline(text: string, written: (code: string, number: number) => string): string {
  let number = 0;
  return piecesOf(text)
    .map((piece) => ("code" in piece ? written(piece.code, ++number) : content(piece.text)))
    .join("");
}

function kindOf(code: string): string {
  if (/^<br\b/i.test(code)) return "lb";
  return code.startsWith("<") ? "x-html" : "x-placeholder";
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#13;",
};
// biome-ignore lint/suspicious/noControlCharactersInRegex: characters that XML has no place for
const NOT_IN_XML = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

// What XML has no place for was made a code of before, and is only shown here.
function content(text: string): string {
  return text
    .toWellFormed()
    .replace(NOT_IN_XML, (sign) => `U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`)
    .replace(/[&<>\r]/g, (sign) => ENTITIES[sign] ?? sign);
}

function attribute(text: string): string {
  return content(text)
    .replaceAll('"', "&quot;")
    .replace(/[\n\t]/g, " ");
}
