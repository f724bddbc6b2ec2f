import { FileRefusal } from "./file-refusal.ts";
import { MAX_RECORD_CHARACTERS } from "./source-row.ts";

/** A value of a text, as it stands there. */
export interface JsonText {
  /** The line on which it begins, or that behind the one before it where several begin on one. */
  line: number;
  text: string;
}

const OUTSIDE = /["{}]/g;
const IN_STRING = /["\\]/g;
/** What is no part of a list around the objects. */
const BEGINNING = /[^\s,[\]]/;

/**
 * Cuts a text of JSON objects, in a list or one after the other, into them, however they are laid out over its lines. What
 * stands between them and is no part of a list is given out as it is.
 */
export class JsonValues {
  #text = "";
  #at = 0;
  #depth = 0;
  #inString = false;
  /** Where the object begins that is open, or what stands between two. */
  #from = 0;
  #line = 1;
  #countedTo = 0;
  #last = 0;
  #found: JsonText[] = [];

  /** Takes in more of the text. @returns what ends in it. @throws FileRefusal `line_too_long` for an endless one. */
  push(chunk: string): JsonText[] {
    this.#text += chunk;
    while (this.#step());
    const { length } = this.#text;
    if (length - this.#from > MAX_RECORD_CHARACTERS)
      throw new FileRefusal("line_too_long", { line: this.#lineAt(this.#from) });
    this.#lineAt(this.#from);
    this.#text = this.#text.slice(this.#from);
    this.#at -= this.#from;
    this.#from = 0;
    this.#countedTo = 0;
    return this.#take();
  }

  /** What is left when there is no more text: an object that was cut off, if anything. */
  end(): JsonText[] {
    this.#give(this.#text.length);
    return this.#take();
  }

  #take(): JsonText[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  /** Looks at the next sign that matters; false where there is none. */
  #step(): boolean {
    const pattern = this.#inString ? IN_STRING : OUTSIDE;
    pattern.lastIndex = this.#at;
    const sign = pattern.exec(this.#text);
    this.#at = sign ? sign.index + 1 : this.#text.length;
    if (!sign) return false;
    if (sign[0] === "\\") return this.#passEscape(sign.index);
    if (sign[0] === '"') this.#inString = !this.#inString;
    else if (sign[0] === "{") {
      if (this.#depth++ === 0) this.#give(sign.index);
    } else if (this.#depth > 0 && --this.#depth === 0) this.#give(sign.index + 1);
    return true;
  }

  // The sign behind it may be in the next part of the text.
  #passEscape(place: number): boolean {
    const isCut = place + 1 >= this.#text.length;
    this.#at = isCut ? place : place + 2;
    return !isCut;
  }

  #give(to: number): void {
    const part = this.#text.slice(this.#from, to);
    const begins = part.search(BEGINNING);
    if (begins >= 0) {
      this.#last = Math.max(this.#lineAt(this.#from + begins), this.#last + 1);
      this.#found.push({ line: this.#last, text: part.slice(begins).trimEnd() });
    }
    this.#from = to;
  }

  #lineAt(place: number): number {
    for (let end = this.#text.indexOf("\n", this.#countedTo); end >= 0 && end < place; ) {
      this.#line++;
      end = this.#text.indexOf("\n", end + 1);
    }
    this.#countedTo = Math.max(this.#countedTo, place);
    return this.#line;
  }
}
