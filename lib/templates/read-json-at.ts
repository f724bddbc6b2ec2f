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
 * breaks and tabs as they are and signs escaped without need (`it\\'s`) are forgiven, and nothing else.
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
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
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
      default:
        return JSON.parse(this.#take(NUMBER) ?? this.#take(WORD) ?? this.#stop());
    }
  }

  #object(depth: number): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    this.#each("}", () => {
      if (this.#next() !== '"') this.#stop();
      const name = this.#string();
      if (this.#next() !== ":") this.#stop();
      this.at++;
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
        if (this.#next() !== ",") this.#stop();
        this.at++;
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
