import { setImmediate } from "node:timers/promises";
import { BoundedXml } from "#lib/datasets/bounded-xml.ts";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { cutText } from "#lib/storable-text.ts";
import { MOST_TERMS } from "./glossary.ts";
import { languageTag } from "./glossary-table.ts";

const MOST_LANGUAGES = 200;
const MOST_CHARACTERS = 10_000;

// What programs of translators put into an inline element: the text has it, and a translation without it is none.
const PLACEHOLDER =
  /^(?:\{\{?[^{}]*\}\}?|\$\{[^{}]+\}|%(?:\d+\$)?[-+#0-9.]*[a-z@]|%\([\w ]+\)[a-z]|%%?\w+%%?|:\w+)$/i;
const LONGEST_PLACEHOLDER = 100;
const LINE_BREAKS = /^(?:x-)?(?:lb|pb|br|linebreak)$/i;
const LINE_BREAK_TAG = /^<br\s*\/?>$/i;

/** A unit of a TMX file: one text in several languages. */
export interface TmxUnit {
  /** Where it begins in the file, from 1. */
  line: number;
  /** As the unit or the file's header says; "" where neither does. */
  sourceLanguage: string;
  /** By language tag, as they are written, up to ten thousand characters of each. */
  segments: Map<string, string>;
  props: Map<string, string>;
}

/**
 * Reads the units of a TMX file, inline elements left out. Takes bounded memory, and lets others work between its parts.
 * Refuses with `tmx_broken` what is no well-formed TMX, with `too_many_rows` more units than a glossary has terms, and with
 * `file_too_complex` what nobody needs: deep nesting, endless parts, hundreds of languages.
 * @param parts the text of the file.
 * @param props the kinds of props that are read.
 */
export async function readTmxUnits(
  parts: Iterable<string>,
  props: readonly string[],
  take: (unit: TmxUnit) => void,
): Promise<Result<null>> {
  const reader = new TmxReader(take, props);
  try {
    for (const part of parts) {
      reader.write(part);
      await setImmediate();
    }
    return reader.end();
  } catch (cause) {
    if (cause instanceof FileRefusal) return { ok: false, refusal: cause.refusal };
    return refuse("tmx_broken", { line: reader.line });
  }
}

class TmxReader {
  readonly #xml = new BoundedXml({
    open: ({ name, attributes }) => this.#open(name, (key) => String(attributes[key] ?? "")),
    text: (text) => this.#add(text),
    close: (name) => this.#close(name),
  });
  readonly #take: (unit: TmxUnit) => void;
  readonly #props: readonly string[];
  #isTmx = false;
  #source = "";
  #units = 0;
  #unit: TmxUnit | null = null;
  #language: string | null = null;
  #prop: string | null = null;
  // Inside an inline element its own code is no text of the segment; what a highlight holds is, and a placeholder.
  #depthOfCode = 0;
  #code = "";
  #words: string | null = null;

  constructor(take: (unit: TmxUnit) => void, props: readonly string[]) {
    this.#take = take;
    this.#props = props;
  }

  get line(): number {
    return this.#xml.line;
  }

  write(part: string): void {
    this.#xml.write(part);
  }

  end(): Result<null, "tmx_broken"> {
    this.#xml.close();
    if (!this.#isTmx) return refuse("tmx_broken", { line: 1 });
    return accept(null);
  }

  #open(name: string, of: (attribute: string) => string): void {
    switch (name) {
      case "tmx":
        this.#isTmx = true;
        break;
      case "header":
        this.#source = of("srclang");
        break;
      case "tu":
        if (++this.#units > MOST_TERMS) throw new FileRefusal("too_many_rows", { limit: MOST_TERMS });
        this.#unit = {
          line: this.line,
          sourceLanguage: of("srclang") || this.#source,
          segments: new Map(),
          props: new Map(),
        };
        break;
      case "tuv":
        this.#language = languageTag(of("xml:lang") || of("lang"));
        break;
      case "prop":
        this.#prop = of("type");
        this.#words = "";
        break;
      case "seg":
        this.#words = "";
        break;
      case "bpt":
      case "ept":
      case "it":
      case "ph":
      case "ut":
        if (this.#depthOfCode++ === 0) this.#code = LINE_BREAKS.test(of("type")) ? "\n" : "";
    }
  }

  #add(text: string): void {
    if (this.#words === null || this.#words.length > MOST_CHARACTERS) return;
    if (this.#depthOfCode === 0) this.#words += cutText(text, MOST_CHARACTERS);
    else if (this.#code.length <= LONGEST_PLACEHOLDER) this.#code += cutText(text, LONGEST_PLACEHOLDER + 1);
  }

  #closeCode(): void {
    if (--this.#depthOfCode > 0 || this.#words === null) return;
    if (this.#code.length > LONGEST_PLACEHOLDER) return;
    if (this.#code.startsWith("\n") || LINE_BREAK_TAG.test(this.#code)) this.#words += " ";
    else if (PLACEHOLDER.test(this.#code)) this.#words += this.#code;
  }

  #close(name: string): void {
    switch (name) {
      case "seg":
        if (this.#unit && this.#language && this.#words !== null)
          this.#unit.segments.set(this.#language, this.#words.trim());
        if (this.#unit && this.#unit.segments.size > MOST_LANGUAGES)
          throw new FileRefusal("file_too_complex");
        this.#words = null;
        break;
      case "prop":
        if (this.#unit && this.#prop !== null && this.#props.includes(this.#prop))
          this.#unit.props.set(this.#prop, (this.#words ?? "").trim());
        [this.#prop, this.#words] = [null, null];
        break;
      case "tuv":
        this.#language = null;
        break;
      case "tu":
        if (this.#unit) this.#take(this.#unit);
        this.#unit = null;
        break;
      case "bpt":
      case "ept":
      case "it":
      case "ph":
      case "ut":
        this.#closeCode();
    }
  }
}

/**
 * Units as TMX 1.4, each with its props.
 * @param segmentType what a segment is: a phrase, a sentence, a paragraph.
 */
export function tmxOfUnits(
  units: readonly Pick<TmxUnit, "segments" | "props">[],
  { sourceLanguage, segmentType }: { sourceLanguage: string; segmentType: "phrase" | "paragraph" },
): string {
  const written = units.map(({ segments, props }) => {
    const told = [...props].map(([type, text]) => `<prop type="${escaped(type)}">${escaped(text)}</prop>`);
    const variants = [...segments].map(
      ([tag, text]) => `<tuv xml:lang="${escaped(tag)}"><seg>${escaped(text)}</seg></tuv>`,
    );
    return `    <tu>${[...told, ...variants].join("")}</tu>\n`;
  });
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n' +
    `  <header creationtool="Presswork" creationtoolversion="1" segtype="${segmentType}" o-tmf="Presswork" adminlang="en" ` +
    `srclang="${escaped(sourceLanguage)}" datatype="plaintext"/>\n  <body>\n${written.join("")}  </body>\n</tmx>\n`
  );
}

/** The segment of a unit in its source language, or one that it belongs to; the first where none is. */
export function sourceSegment({
  sourceLanguage,
  segments,
}: TmxUnit): [tag: string, text: string] | undefined {
  const texts = [...segments];
  const wanted = languageTag(sourceLanguage)?.toLowerCase();
  return (
    texts.find(([tag]) => tag.toLowerCase() === wanted) ??
    texts.find(([tag]) => wanted !== undefined && tag.toLowerCase().split("-")[0] === wanted.split("-")[0]) ??
    texts[0]
  );
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: characters that XML has no place for
const NOT_IN_XML = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(NOT_IN_XML, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
