import { BoundedXml } from "#lib/datasets/bounded-xml.ts";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";

/** What a file says of itself. */
export interface XliffHead {
  version: string;
  original: string;
  sourceLanguage: string;
  /** Empty where it does not say. */
  targetLanguage: string;
}

/** A piece of a text as it comes back: words, or a code by its id. */
export type ReturnedPiece = string | { id: string };

/** A unit as it comes back. */
export interface ReturnedUnit {
  id: string;
  source: ReturnedPiece[];
  /** `null`: it has none. */
  target: ReturnedPiece[] | null;
  /** As the file says; empty where it does not. */
  state: string;
  /** The line it begins in, from 1. */
  line: number;
}

/** Elements that stand for a code, with nothing of it to translate inside; of both versions. */
const CODES = new Set(["x", "bx", "ex", "ph", "bpt", "ept", "it", "sc", "ec"]);
/** Elements that stand for two codes around what is to be translated. */
const PAIRS = new Set(["g", "pc"]);

/**
 * Reads XLIFF of either version from outside, part by part, in bounded memory. Other elements' sources and targets, as of
 * proposals from a memory, are passed over; segments of a unit are one text again.
 * @param onHead is told of each `file` of it before its units. @param onLabel is told of each note called AIGC of a file.
 * @throws FileRefusal `xliff_broken` where it is not well formed or no XLIFF, `file_too_complex` where it nests too deep.
 */
export async function readXliff(
  parts: AsyncIterable<string> | Iterable<string>,
  on: {
    onHead: (head: XliffHead) => void;
    onUnit: (unit: ReturnedUnit) => void;
    onLabel?: (text: string) => void;
  },
): Promise<void> {
  const reader = new Reader(on);
  try {
    for await (const part of parts) reader.xml.write(part);
    reader.xml.close();
  } catch (cause) {
    if (cause instanceof FileRefusal) throw cause;
    throw new FileRefusal("xliff_broken", { line: reader.xml.line }, { cause });
  }
  if (!reader.isXliff) throw new FileRefusal("xliff_broken", { line: 1 });
}

type Attributes = Record<string, string>;

class Reader {
  readonly xml: BoundedXml;
  isXliff = false;
  readonly #on: Parameters<typeof readXliff>[1];
  readonly #names: string[] = [];
  #root: Attributes = {};
  #unit: ReturnedUnit | null = null;
  #label: string | null = null;
  #text: ReturnedPiece[] | null = null;
  /** How deep the source or target is that is read, and the code that is passed over. */
  #textDepth = 0;
  #codeDepth = 0;
  #pairs: { depth: number; id: string }[] = [];

  constructor(on: Parameters<typeof readXliff>[1]) {
    this.#on = on;
    this.xml = new BoundedXml({
      open: ({ name, attributes }) => this.#open(localName(name), attributes as Attributes),
      close: () => this.#close(),
      text: (text) => this.#add(text),
    });
  }

  #open(name: string, attributes: Attributes): void {
    const parent = this.#names.at(-1);
    this.#names.push(name);
    if (this.#names.length === 1) {
      if (name !== "xliff") throw new FileRefusal("xliff_broken", { line: this.xml.line });
      this.isXliff = true;
      this.#root = attributes;
    } else if (this.#text) this.#openInline(name, attributes);
    else if (name === "file" && parent === "xliff") this.#on.onHead(this.#headOf(attributes));
    else if (name === "trans-unit" || name === "unit") this.#begin(attributes);
    else if (name === "note" && !this.#unit && (attributes.from ?? attributes.category) === "AIGC")
      this.#label = "";
    else if (name === "segment" && this.#unit && attributes.state) this.#unit.state = attributes.state;
    else if (this.#unit && isOfUnit(parent)) this.#openText(name, attributes);
  }

  #headOf(file: Attributes): XliffHead {
    return {
      version: this.#root.version ?? "",
      original: file.original ?? "",
      sourceLanguage: file["source-language"] ?? this.#root.srcLang ?? "",
      targetLanguage: file["target-language"] ?? this.#root.trgLang ?? "",
    };
  }

  #begin({ id = "", approved }: Attributes): void {
    const state = approved === "yes" ? "final" : "";
    this.#unit = { id, source: [], target: null, state, line: this.xml.line };
  }

  #openText(name: string, { state }: Attributes): void {
    const unit = this.#unit;
    if (!unit) return;
    if (name === "source") this.#text = unit.source;
    if (name === "target") {
      unit.target ??= [];
      if (state) unit.state = state;
      this.#text = unit.target;
    }
    if (this.#text) this.#textDepth = this.#names.length;
  }

  #openInline(name: string, attributes: Attributes): void {
    if (this.#codeDepth > 0) return;
    const id = attributes.id ?? attributes.startRef ?? "";
    if (CODES.has(name)) {
      this.#text?.push({ id });
      this.#codeDepth = this.#names.length;
    } else if (PAIRS.has(name)) {
      this.#text?.push({ id });
      this.#pairs.push({ depth: this.#names.length, id: `/${id}` });
    } else if (name === "cp") this.#add(character(attributes.hex ?? ""));
  }

  #add(text: string): void {
    if (this.#label !== null) this.#label += text;
    if (this.#text && this.#codeDepth === 0) this.#text.push(text);
  }

  #close(): void {
    const depth = this.#names.length;
    const name = this.#names.pop();
    if (name === "note" && this.#label !== null) {
      this.#on.onLabel?.(this.#label);
      this.#label = null;
    }
    if (this.#codeDepth === depth) this.#codeDepth = 0;
    const pair = this.#pairs.at(-1);
    if (pair?.depth === depth) {
      this.#text?.push({ id: pair.id });
      this.#pairs.pop();
    }
    if (this.#text && this.#textDepth === depth) this.#text = null;
    if ((name === "trans-unit" || name === "unit") && this.#unit) {
      this.#on.onUnit(this.#unit);
      this.#unit = null;
    }
  }
}

function isOfUnit(parent: string | undefined): boolean {
  return parent === "trans-unit" || parent === "segment" || parent === "ignorable";
}

function character(hex: string): string {
  const code = /^[\dA-Fa-f]{1,6}$/.test(hex) ? Number.parseInt(hex, 16) : 0xfffd;
  return code <= 0x10ffff ? String.fromCodePoint(code) : "\uFFFD";
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

/** A text that came back, with the codes of the text it was made from in the places of their ids. */
export function textOf(
  pieces: readonly ReturnedPiece[],
  codes: readonly string[],
): { text: string; unknown: string[] } {
  const unknown: string[] = [];
  const text = pieces
    .map((piece) => {
      if (typeof piece === "string") return piece;
      const code = /^[1-9]\d{0,5}$/.test(piece.id) ? codes[Number(piece.id) - 1] : undefined;
      if (code === undefined) unknown.push(piece.id);
      return code ?? "";
    })
    .join("");
  return { text, unknown };
}
