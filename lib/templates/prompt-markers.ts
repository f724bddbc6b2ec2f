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
const SIGNS: Record<string, string> = {
  [HASH]: "#",
  [EQUALS]: "=",
  [DASH]: "-",
  [LESS]: "<",
  [TICK]: "`",
  [TILDE]: "~",
};
const HELD: Record<string, string> = Object.fromEntries(
  Object.entries(SIGNS).map(([held, sign]) => [sign, held]),
);

const HEADING = /(?<![\p{L}\p{N}#])#{1,6}(?=\s|$)/gu;
const UNDERLINE = /^([^\S\r\n]*)([=-])(?=\2*[^\S\r\n]*$)/gm;
const FENCE = /(`|~)(?=\1\1)/g;

/** The signs by which an author parts a section, besides headings: tags around what is filled in, and fences. */
export interface OwnMarkers {
  tags: RegExp | null;
  fences: boolean;
}

const known = new WeakMap<Sections, OwnMarkers>();

/** The markers that a template's own text uses. */
export function markersOf(sections: Sections): OwnMarkers {
  const before = known.get(sections);
  if (before) return before;
  const texts = Object.values(sections);
  const names = new Set(texts.flatMap(tagsAroundValues));
  const tags =
    names.size > 0 ? new RegExp(String.raw`<(?=\s*/?\s*(?:${[...names].join("|")})[\s/>])`, "gi") : null;
  const markers = { tags, fences: texts.some((text) => /`{3}|~{3}/.test(text)) };
  known.set(sections, markers);
  return markers;
}

/** A value whose texts can pass for none of the prompt's markers, until `showMarkers` makes them readable again. */
export function guardMarkers<Value>(value: Value, markers: OwnMarkers): Value {
  return guarded(value, markers) as Value;
}

/** A rendered text with the values' signs as they were, and escaped where they would begin or end a part of it. */
export function showMarkers(text: string): string {
  if (!/[\ufdd0-\ufdd5]/.test(text)) return text;
  return text
    .replace(/^([^\S\r\n]*)(#*\ufdd0[#\ufdd0]*)(?=\s|$)/gm, "$1\\$2")
    .replace(/^([^\S\r\n]*)(\ufdd1=*|\ufdd2-*)(?=[^\S\r\n]*$)/gm, "$1\\$2")
    .replaceAll(LESS, "&lt;")
    .replace(/[\ufdd4\ufdd5]+/g, "\\$&")
    .replace(/[\ufdd0-\ufdd5]/g, (held) => SIGNS[held] ?? held);
}

/** A guarded value's text as it stands in the row, to be compared and not to be sent. */
export function plainSigns(text: string): string {
  return text.replace(/[\ufdd0-\ufdd5]/g, (held) => SIGNS[held] ?? held);
}

function guarded(value: unknown, markers: OwnMarkers): unknown {
  if (typeof value === "string") return guardedText(value, markers);
  if (Array.isArray(value)) return value.map((item) => guarded(item, markers));
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, guarded(part, markers)]));
}

function guardedText(text: string, { tags, fences }: OwnMarkers): string {
  let held = text;
  if (text.includes("#")) held = held.replace(HEADING, (run) => HASH.repeat(run.length));
  if (text.includes("=") || text.includes("-"))
    held = held.replace(UNDERLINE, (_, space: string, sign: string) => `${space}${HELD[sign]}`);
  if (tags && text.includes("<")) held = held.replace(tags, LESS);
  return fences ? held.replace(FENCE, (sign) => HELD[sign] ?? sign) : held;
}

// An author's tag is a marker where a value is filled in between its opening and its closing.
function tagsAroundValues(text: string): string[] {
  const opened = new Map<string, number>();
  const closed = new Map<string, number>();
  for (const { index, 1: slash, 2: name = "" } of text.matchAll(/<(\/?)([A-Za-z][\w-]*)(?![\w-])[^<>]*>/g)) {
    const tag = name.toLowerCase();
    if (slash) closed.set(tag, index);
    else if (!opened.has(tag)) opened.set(tag, index);
  }
  return [...opened].flatMap(([tag, from]) => {
    const value = text.indexOf("{{", from);
    return value >= 0 && value < (closed.get(tag) ?? -1) ? [tag] : [];
  });
}
