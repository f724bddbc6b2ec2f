import type { Sections } from "./section.ts";

/*
 * What a row's text must not do: begin or end a part of the prompt. In values, each sign that could is replaced by a
 * noncharacter, which filters and conditions take for one letter like any other; in the rendered text, where it is known
 * what stands at the beginning of a line, it becomes the sign again, escaped where it would count.
 */
const HASH = "\ufdd0";
const EQUALS = "\ufdd1";
const DASH = "\ufdd2";
const LESS = "\ufdd3";
const TICK = "\ufdd4";
const TILDE = "\ufdd5";
const OPEN = "\ufdd6";
const CLOSE = "\ufdd7";
const SIGNS: Record<string, string> = {
  [HASH]: "#",
  [EQUALS]: "=",
  [DASH]: "-",
  [LESS]: "<",
  [TICK]: "`",
  [TILDE]: "~",
  [OPEN]: "【",
  [CLOSE]: "】",
};
const HELD: Record<string, string> = Object.fromEntries(
  Object.entries(SIGNS).map(([held, sign]) => [sign, held]),
);

const HEADING = /(?<![\p{L}\p{N}#])#{1,6}(?=\s|$)/gu;
const TIGHT_HEADING = /(?<![\p{L}\p{N}#])#{1,6}(?![#\s]|$)/gu;
const UNDERLINE = /^([^\S\r\n]*)([=-])(?=\2*[^\S\r\n]*$)/gm;
const SPACED_HEADING = /^([^\S\r\n]*)(#*\ufdd0[#\ufdd0]*)(?=\s|$)/gm;
const ANY_HEADING = /^([^\S\r\n]*)(#*\ufdd0[#\ufdd0]*)/gm;
const NOTHING = /(?!)/g;
const FENCE = /(`|~)(?=\1\1)/g;

const TAG = /<(\/?)(\p{L}(?:[\p{L}\p{N}_.:-]*[\p{L}\p{N}_])?)(?![\p{L}\p{N}_.:-])[^<>]*>/gu;
const LEADING_BRACKETS = /^[^\S\r\n]*【[^【】\r\n]*】(.*)$/gmu;
const NO_TEXT = /^\s*(?:[:：]\s*)?$/u;
const ALONE = String.raw`(?=[^【】${OPEN}${CLOSE}\r\n]*[】${CLOSE}][^\S\r\n]*(?:[:：][^\S\r\n]*)?$)`;
const BRACKETED = /【([^【】\n]*)】/gu;
// Of texts to be made, these are markup. As a part's name an author uses them only around what is filled in.
const MARKUP = new Set(
  "a abbr address article aside b blockquote body br button caption cite code col dd del div dl dt em figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd li link main mark meta nav ol p pre q s script section small span strike strong style sub sup table tbody td tfoot th thead title tr u ul video wbr".split(
    " ",
  ),
);

/** The signs by which an author parts a section, besides Markdown's headings. */
export interface OwnMarkers {
  /** An author's tags; those of markup where something is filled in between them. */
  tags: RegExp | null;
  fences: boolean;
  /** Fewest signs of a heading without a space behind them (`##Rules`); `null` where the author writes none. */
  tight: number | null;
  /** Headings as 【…】; `null` where the author writes none. */
  brackets: {
    /** Each that the author writes, wherever it stands, and others where they would be read as one. */
    headings: RegExp;
    /** Whether something is filled in between them. */
    around: boolean;
  } | null;
}

const known = new WeakMap<Sections, OwnMarkers>();

/** The markers that a template's own text uses. */
export function markersOf(sections: Sections): OwnMarkers {
  const before = known.get(sections);
  if (before) return before;
  const texts = Object.values(sections);
  const names = new Set(texts.flatMap((text) => [...namedTags(text), ...tagsAroundValues(text)]));
  const tags = names.size > 0 ? new RegExp(String.raw`<(?=\s*/?\s*${oneOf(names)}[\s/>])`, "giu") : null;
  const markers = {
    tags,
    fences: texts.some((text) => /`{3}|~{3}/.test(text)),
    tight: fewestTightSigns(texts),
    brackets: bracketsOf(texts),
  };
  known.set(sections, markers);
  return markers;
}

/** A value whose texts can pass for none of the prompt's markers, until `showMarkers` makes them readable again. */
export function guardMarkers<Value>(value: Value, markers: OwnMarkers): Value {
  return guarded(value, markers) as Value;
}

/** A rendered text with the values' signs as they were, and escaped where they would begin or end a part of it. */
export function showMarkers(text: string, { tight, brackets }: OwnMarkers): string {
  if (!/[\ufdd0-\ufdd7]/.test(text)) return text;
  return text
    .replace(tight === null ? SPACED_HEADING : ANY_HEADING, "$1\\$2")
    .replace(/^([^\S\r\n]*)(\ufdd1=*|\ufdd2-*)(?=[^\S\r\n]*$)/gm, "$1\\$2")
    .replace(brackets?.headings ?? NOTHING, "\\$&")
    .replaceAll(CLOSE, "\\】")
    .replaceAll(LESS, "&lt;")
    .replace(/[\ufdd4\ufdd5]+/g, "\\$&")
    .replace(/[\ufdd0-\ufdd7]/g, (held) => SIGNS[held] ?? held);
}

/** A guarded value's text as it stands in the row, to be compared and not to be sent. */
export function plainSigns(text: string): string {
  return text.replace(/[\ufdd0-\ufdd7]/g, (held) => SIGNS[held] ?? held);
}

function guarded(value: unknown, markers: OwnMarkers): unknown {
  if (typeof value === "string") return guardedText(value, markers);
  if (Array.isArray(value)) return value.map((item) => guarded(item, markers));
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, guarded(part, markers)]));
}

function guardedText(text: string, { tags, fences, tight, brackets }: OwnMarkers): string {
  let held = text;
  if (text.includes("#")) {
    held = held.replace(HEADING, (run) => HASH.repeat(run.length));
    if (tight !== null)
      held = held.replace(TIGHT_HEADING, (run) => (run.length < tight ? run : HASH.repeat(run.length)));
  }
  if (text.includes("=") || text.includes("-"))
    held = held.replace(UNDERLINE, (_, space: string, sign: string) => `${space}${HELD[sign]}`);
  if (tags && text.includes("<")) held = held.replace(tags, LESS);
  if (brackets) held = guardedBrackets(held, brackets.around);
  return fences ? held.replace(FENCE, (sign) => HELD[sign] ?? sign) : held;
}

// A closing one whose opening one is not in the value would close the author's.
function guardedBrackets(text: string, isInside: boolean): string {
  let open = 0;
  return text.replace(/[【】]/g, (sign) => {
    if (sign === "【") {
      open++;
      return OPEN;
    }
    if (open === 0) return isInside ? CLOSE : sign;
    open--;
    return sign;
  });
}

function fewestTightSigns(texts: string[]): number | null {
  const runs = texts.flatMap((text) =>
    [...text.matchAll(/^[^\S\r\n]*(#{1,6})(?![#\s]|$)/gm)].map(([, signs = ""]) => signs.length),
  );
  return runs.length > 0 ? Math.min(...runs) : null;
}

// A product's title may well have brackets: they are a heading only where the author's are, alone on a line or before text.
function bracketsOf(texts: string[]): OwnMarkers["brackets"] {
  const leading = texts.flatMap((text) => [...text.matchAll(LEADING_BRACKETS)]);
  if (leading.length === 0) return null;
  const written = texts.flatMap((text) => [...text.matchAll(BRACKETED)].map(([, name = ""]) => name.trim()));
  const names = new Set(written.filter((name) => name !== "" && !name.includes("{")));
  const own = names.size > 0 ? String.raw`${OPEN}(?=\s*${oneOf(names)}\s*[】${CLOSE}])|` : "";
  const end = leading.every(([, rest = ""]) => NO_TEXT.test(rest)) ? ALONE : "";
  return {
    headings: new RegExp(String.raw`${own}(?<=^[^\S\r\n]*)${OPEN}${end}`, "gimu"),
    around: written.some((name) => name.includes("{{")),
  };
}

function namedTags(text: string): string[] {
  return [...text.matchAll(TAG)]
    .map(([, , name = ""]) => name.toLowerCase())
    .filter((name) => !MARKUP.has(name));
}

function oneOf(names: Iterable<string>): string {
  return `(?:${[...names].map((name) => RegExp.escape(name)).join("|")})`;
}

// An author's tag is a marker where a value is filled in between its opening and its closing.
function tagsAroundValues(text: string): string[] {
  const opened = new Map<string, number>();
  const closed = new Map<string, number>();
  for (const { index, 1: slash, 2: name = "" } of text.matchAll(TAG)) {
    const tag = name.toLowerCase();
    if (slash) closed.set(tag, index);
    else if (!opened.has(tag)) opened.set(tag, index);
  }
  return [...opened].flatMap(([tag, from]) => {
    const value = text.indexOf("{{", from);
    return value >= 0 && value < (closed.get(tag) ?? -1) ? [tag] : [];
  });
}
