import { SaxesParser, type SaxesTagPlain } from "saxes";
import { FileRefusal } from "./file-refusal.ts";
import { MAX_RECORD_CHARACTERS } from "./source-row.ts";

/** Deeper than any table or memory of translations is. */
const MAX_DEPTH = 256;
const MAX_ATTRIBUTES = 1_000;
const SLICE_CHARACTERS = 64 * 1024;

/** What is told of an XML text, in its order. */
export interface XmlListener {
  open(tag: SaxesTagPlain): void;
  close?(name: string): void;
  /** A text between two tags or the content of a CDATA section, with its entities read. */
  text?(text: string): void;
}

/**
 * Reads XML from outside in bounded memory, whatever it is: its parser keeps every open tag, every attribute of a tag and
 * a text up to its end, and knows no entities but XML's own.
 */
export class BoundedXml {
  readonly #parser = new SaxesParser();
  #depth = 0;
  #attributes = 0;
  /** Since anything was told. */
  #characters = 0;

  constructor({ open, close, text }: XmlListener) {
    const told = () => {
      this.#characters = 0;
    };
    const onText = (part: string) => {
      told();
      text?.(part);
    };
    this.#parser.on("opentagstart", () => {
      told();
      this.#attributes = 0;
      if (++this.#depth > MAX_DEPTH) throw new FileRefusal("file_too_complex");
    });
    this.#parser.on("attribute", () => {
      told();
      if (++this.#attributes > MAX_ATTRIBUTES) throw new FileRefusal("file_too_complex");
    });
    this.#parser.on("opentag", open);
    this.#parser.on("closetag", ({ name }) => {
      told();
      this.#depth--;
      close?.(name);
    });
    this.#parser.on("text", onText);
    this.#parser.on("cdata", onText);
    for (const event of ["comment", "doctype", "processinginstruction"] as const)
      this.#parser.on(event, told);
  }

  /** The line that is read, from 1. */
  get line(): number {
    return this.#parser.line;
  }

  /**
   * Reads on.
   * @throws FileRefusal `file_too_complex` where it nests too deep or a part of it is too long; an Error where it is not
   * well formed.
   */
  write(text: string): void {
    for (let at = 0; at < text.length; at += SLICE_CHARACTERS) {
      const slice = text.slice(at, at + SLICE_CHARACTERS);
      this.#characters += slice.length;
      this.#parser.write(slice);
      if (this.#characters > MAX_RECORD_CHARACTERS) throw new FileRefusal("file_too_complex");
    }
  }

  /** There is no more. @throws as `write`. */
  close(): void {
    this.#parser.close();
  }
}
