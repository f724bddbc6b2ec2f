/** What stands at a place of a text; `end` is the place behind what was looked at. */
export type ReadJson =
  /** `isLoose` where JSON's own grammar was stretched to read it. */
  | { kind: "value"; value: unknown; end: number; isLoose: boolean }
  /** The text ends inside of it. */
  | { kind: "cut-off" }
  | { kind: "none"; end: number };

const DEEPEST = 64;

/**
 * Reads an object or a list from a place of a text. Trailing commas, comments, any white space, and inside texts line
 * breaks and tabs as they are and signs escaped without need (`it\\'s`) are forgiven; so is how Python and JavaScript write
 * the same: texts in single or curly quotes, names without any, `True` and `None`, `+5` and `.5`; and full-width colons and
 * commas. Nothing else is.
 */
export function readJsonAt(text: string, start: number): ReadJson {
  const reader = new Reader(text, start);
  try {
    const value = reader.value(0);
    return { kind: "value", value, end: reader.at, isLoose: reader.isLoose };
  } catch (ending) {
    if (ending === ENDED) return { kind: "cut-off" };
    if (ending === BROKEN) return { kind: "none", end: reader.at };
    throw ending;
  }
}

const ENDED = Symbol("The text is over.");
const BROKEN = Symbol("This is no JSON.");
const BETWEEN = /(?:[\s\u200B]+|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/)*/y;
const NEEDLESS_ESCAPE = /\\(?:(\\)|([^\\"/A-Za-z0-9]|_))/g;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\d.])/y;
const LOOSE_NUMBER = /[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w.])/y;
const WORD = /true|false|null/y;
const LOOSE_WORD = /(?:True|False|None|undefined)(?!\w)/y;
const LOOSE_WORDS: Record<string, unknown> = { True: true, False: false, None: null, undefined: null };
const BARE_NAME = /[A-Za-z_$\u00AA-\uFFEF][\w$\u00AA-\uFFEF]{0,100}?(?=\s{0,20}[:：])/y;
const CLOSING: Record<string, string> = { '"': '"', "'": "'", "“": "”", "‘": "’" };
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u001f]/g;

class Reader {
  readonly #text: string;
  at: number;
  isLoose = false;

  constructor(text: string, at: number) {
    this.#text = text;
    this.at = at;
  }

  value(depth: number): unknown {
    if (depth > DEEPEST) throw BROKEN;
    switch (this.#next()) {
      case "{":
        return this.#object(depth);
      case "[":
        return this.#list(depth);
      case '"':
        return this.#string();
      case "'":
      case "“":
      case "‘":
        return this.#quoted();
      default:
        return this.#bare();
    }
  }

  #bare(): unknown {
    const strict = this.#take(NUMBER) ?? this.#take(WORD);
    if (strict !== null) return JSON.parse(strict);
    this.isLoose = true;
    const word = this.#take(LOOSE_WORD);
    if (word !== null) return LOOSE_WORDS[word];
    return Number(this.#take(LOOSE_NUMBER) ?? this.#stop());
  }

  #name(): string {
    const next = this.#next();
    if (next === '"') return this.#string();
    if (next in CLOSING) return this.#quoted();
    this.isLoose = true;
    return this.#take(BARE_NAME) ?? this.#stop();
  }

  /** Takes a sign between values, as it is or in full width. */
  #sign(sign: string, wide: string): void {
    const next = this.#next();
    if (next === wide) this.isLoose = true;
    else if (next !== sign) this.#stop();
    this.at++;
  }

  #object(depth: number): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    this.#each("}", () => {
      const name = this.#name();
      this.#sign(":", "：");
      this.#next();
      entries.push([name, this.value(depth + 1)]);
    });
    return Object.fromEntries(entries);
  }

  #list(depth: number): unknown[] {
    const values: unknown[] = [];
    this.#each("]", () => values.push(this.value(depth + 1)));
    return values;
  }

  #each(close: string, readOne: () => void): void {
    this.at++;
    for (let isFirst = true; this.#next() !== close; isFirst = false) {
      if (!isFirst) {
        this.#sign(",", "，");
        if (this.#next() === close) {
          this.isLoose = true;
          break;
        }
      }
      readOne();
    }
    this.at++;
  }

  #string(): string {
    const start = this.at;
    for (this.at++; this.#text[this.at] !== '"'; this.at++) {
      if (this.#text[this.at] === "\\") this.at++;
      if (this.at >= this.#text.length) throw ENDED;
    }
    this.at++;
    const quoted = this.#text.slice(start, this.at);
    const escaped = quoted.replace(
      CONTROLS,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
    if (escaped !== quoted) this.isLoose = true;
    const text = readString(escaped);
    if (text !== null) return text;
    this.isLoose = true;
    // An escaped backslash is passed over whole.
    const bare = escaped.replace(NEEDLESS_ESCAPE, (whole, _backslash, sign) => sign ?? whole);
    return readString(bare) ?? this.#stop();
  }

  // A text as Python and JavaScript write it, or a word processor: made one of JSON, and read as such.
  #quoted(): string {
    const close = CLOSING[this.#text[this.at] ?? ""];
    const start = ++this.at;
    for (; this.#text[this.at] !== close; this.at++) {
      if (this.#text[this.at] === "\\") this.at++;
      if (this.at >= this.#text.length) throw ENDED;
    }
    const inside = this.#text.slice(start, this.at++);
    this.isLoose = true;
    const json = inside.replace(/\\[\s\S]|["\p{Cc}]/gu, (sign) => {
      if (sign.startsWith("\\")) return /["\\/bfnrtu]/.test(sign[1] ?? "") ? sign : sign.slice(1);
      return JSON.stringify(sign).slice(1, -1);
    });
    return readString(`"${json}"`) ?? this.#stop();
  }

  /** The character that comes next, behind white space and comments. */
  #next(): string {
    const between = this.#take(BETWEEN) ?? "";
    if (between !== "" && !/^[ \t\r\n]*$/.test(between)) this.isLoose = true;
    const char = this.#text[this.at];
    if (char === undefined) throw ENDED;
    return char;
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    if (found !== null) this.at += found.length;
    return found;
  }

  #stop(): never {
    throw BROKEN;
  }
}

function readString(quoted: string): string | null {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return null;
  }
}
