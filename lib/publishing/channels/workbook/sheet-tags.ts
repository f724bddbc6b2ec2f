import { FileRefusal } from "#lib/datasets/file-refusal.ts";

/** A tag in the text of a sheet: where it stands, from `<` to behind `>`. */
export interface SheetTag {
  /** As it is written, with its prefix. */
  name: string;
  start: number;
  end: number;
  kind: "open" | "close" | "empty";
}

const PASSED_OVER = [
  ["<!--", "-->"],
  ["<![CDATA[", "]]>"],
  ["<?", "?>"],
] as const;
const NAME = /[^\s/>]+/y;

/**
 * The next tag from a place on that is all there; comments, CDATA and instructions are passed over. `null` where the text
 * ends before it does.
 * @throws FileRefusal `file_damaged` for a document type: no spreadsheet has one, and it could give texts other meanings.
 */
export function nextTag(xml: string, from: number): SheetTag | null {
  for (let at = from; ; ) {
    const start = xml.indexOf("<", at);
    if (start < 0) return null;
    const next = xml[start + 1];
    if (next === undefined) return null;
    if (next === "!" || next === "?") {
      const passed = PASSED_OVER.find(([begin]) => xml.startsWith(begin, start));
      const end = passed ? xml.indexOf(passed[1], start + passed[0].length) : -1;
      if (!passed && xml.length - start >= "<![CDATA[".length)
        throw new FileRefusal("file_damaged", { part: "<!" });
      if (!passed || end < 0) return null;
      at = end + passed[1].length;
      continue;
    }
    const end = endOfTag(xml, start);
    if (end < 0) return null;
    const isClose = next === "/";
    NAME.lastIndex = start + (isClose ? 2 : 1);
    const name = NAME.exec(xml)?.[0] ?? "";
    return { name, start, end, kind: isClose ? "close" : xml[end - 2] === "/" ? "empty" : "open" };
  }
}

/** An attribute of a tag, by its name without prefix; `null` where it has none. Its entities are left as they are. */
export function attributeOf(tag: string, name: string): string | null {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag);
  return found ? (found[1] ?? found[2] ?? "") : null;
}

/** The column of a cell's reference, from 0: "B7" is 1; `null` where it names none. */
export function columnOfReference(reference: string | null): number | null {
  const letters = /^\$?([A-Za-z]{1,3})/.exec(reference ?? "")?.[1];
  if (!letters) return null;
  let column = 0;
  for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

function endOfTag(xml: string, start: number): number {
  for (let at = start + 1; at < xml.length; at++) {
    const sign = xml.charCodeAt(at);
    if (sign === GREATER) return at + 1;
    if (sign !== QUOTE && sign !== APOSTROPHE) continue;
    at = xml.indexOf(sign === QUOTE ? '"' : "'", at + 1);
    if (at < 0) return -1;
  }
  return -1;
}

const GREATER = 0x3e;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
