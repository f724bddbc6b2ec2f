import AhoCorasick from "modern-ahocorasick";
import { type FoldedText, foldText, hasCjk, isWordEdge, wordEnd, wordStart } from "#lib/folded-text.ts";
import { awards } from "./awards.ts";
import { brands } from "./brands.ts";
import { certificates } from "./certificates.ts";
import { colours } from "./colours.ts";
import type { Concept } from "./concept.ts";
import { features } from "./features.ts";
import { harmlessPhrases } from "./harmless-phrases.ts";
import { materials } from "./materials.ts";
import { origins, STYLE_AFTER } from "./origins.ts";
import { productForms } from "./product-forms.ts";
import { properties } from "./properties.ts";
import { scents } from "./scents.ts";
import { variants } from "./variants.ts";

/** Where a text names a concept, or one of several of that name. */
export interface ConceptMention {
  concepts: readonly Concept[];
  /** In the original text, in UTF-16 units. */
  from: number;
  to: number;
  /** Whether the text says that it is not so: "without parabens", 不防水. */
  isDenied: boolean;
}

/** A row says less than prose does, and means what it says: its cells have names that are words of prose. */
export type Where = "row" | "output";

interface Form {
  concepts: readonly Concept[];
  /** Of the concepts, those that have this form in rows only. */
  inRowsOnly: readonly Concept[];
  goesOn: boolean;
  comesOn: boolean;
}

const concepts: readonly Concept[] = [
  ...materials,
  ...colours,
  ...origins,
  ...certificates,
  ...awards,
  ...properties,
  ...features,
  ...variants,
  ...scents,
  ...productForms,
  ...brands,
  ...harmlessPhrases,
];
const conceptById = new Map(concepts.map((concept) => [concept.id, concept]));
// Made for the first text, not while a process starts.
let matcher: AhoCorasick<Form> | undefined;

const DENIED_BEFORE =
  /(?:\b(?:no|not|non|without|free (?:of|from)|isn't|aren't|never|instead of|rather than|ohne|kein|keine|keinen|keiner|nicht|nie|statt|frei von)\s+(?:\p{L}+\s)?|不含|不是|并非|而非|不|无|非|没有|未|沒有|零|代替|ノン)$/u;
const DENIED_AFTER =
  /^(?:[-\s]?(?:free|frei)(?![\p{L}])|不使用|なし|ではない|ではありません|ではなく|フリー|不可|\s?(?:nicht (?:enthalten|im lieferumfang|inklusive|dabei)|not included|sold separately|separat erhältlich|optional)|另购|另售|别售|別売|需另|は使って(?:いない|いません|おりません)|を使わ|は含ま)/u;
// What a list denies in front, it denies of each that follows.
const DENIED_LIST =
  /(?:\b(?:without|free (?:of|from)|contains no|no|ohne|frei von)\s|不含|不添加)[\p{L}\s,、-]{0,40}(?:,|、|和|及|或|\b(?:and|or|und|oder|nor)\b)\s?$/u;
const FAR = 48;
// No text has more to say; one that has is there to keep us busy.
const MOST = 2_000;

/** Every concept a text names, in order, the longest name at each place; two thousand at most. */
export function conceptMentions(folded: FoldedText, where: Where): ConceptMention[] {
  const { text, at, original } = folded;
  const mentions: ConceptMention[] = [];
  let reached = -1;
  for (const { start, end, form } of namesIn(text, where)) {
    if (start < reached) continue;
    reached = end;
    const after = text.slice(end, end + FAR);
    const named = conceptsOf(form, where).filter(
      ({ kind }) => kind !== "none" && (kind !== "origin" || !STYLE_AFTER.test(after)),
    );
    if (named.length === 0) continue;
    const [from, to] = [at[start] ?? 0, at[end] ?? original.length];
    mentions.push({
      concepts: named,
      from: form.comesOn ? wordStart(original, from) : from,
      to: form.goesOn ? wordEnd(original, to) : to,
      isDenied: isDeniedAt(text, start, end),
    });
    if (mentions.length === MOST) break;
  }
  return mentions;
}

/** Whether a folded text says of what it names at a place that it is not so: "without parabens", 不防水. */
export function isDeniedAt(text: string, from: number, to: number): boolean {
  const before = text.slice(Math.max(0, from - FAR), from);
  return (
    DENIED_BEFORE.test(before) || DENIED_AFTER.test(text.slice(to, to + FAR)) || DENIED_LIST.test(before)
  );
}

interface Name {
  start: number;
  end: number;
  form: Form;
}

// Longest first at each place.
function namesIn(text: string, where: Where): Name[] {
  const names: Name[] = [];
  matcher ??= new AhoCorasick(patterns());
  for (const { start, end, data } of matcher.iterate(text)) {
    if (data && isNamed(text, start, end, data, where)) names.push({ start, end, form: data });
    if (names.length === MOST * 4) break;
  }
  return names.sort((a, b) => a.start - b.start || b.end - a.end);
}

function conceptsOf({ concepts, inRowsOnly }: Form, where: Where): readonly Concept[] {
  return where === "row" ? concepts : concepts.filter((concept) => !inRowsOnly.includes(concept));
}

/** Properties whose names have a word or name as a part: "dishwasher" of "dishwasher-safe", 洗碗机 of 洗碗机适用. */
export function propertiesNamedBy(name: string): readonly Concept[] {
  if (name.length < (hasCjk(name) ? 2 : 5) || name.includes(BETWEEN_FORMS)) return [];
  const named = new Set<Concept>();
  for (let at = propertyForms.indexOf(name); at >= 0; at = propertyForms.indexOf(name, at + 1))
    if (isPart(at, name)) named.add(propertyAt(at));
  return [...named];
}

// "Spülmaschine" is in "spülmaschinengeeignet".
function isPart(at: number, name: string): boolean {
  return isWordEdge(propertyForms, at) && (name.length >= 8 || isWordEdge(propertyForms, at + name.length));
}

// Every form of every property in one text: to look through it costs little more than through one of them.
const BETWEEN_FORMS = "\n";
const formsOfProperties = properties.map(({ forms }) =>
  forms.map((form) => foldText(form).text + BETWEEN_FORMS).join(""),
);
const propertyForms = formsOfProperties.join("");
let formsEnd = 0;
const propertyEnds = formsOfProperties.map((forms) => (formsEnd += forms.length));

function propertyAt(at: number): Concept {
  return properties[propertyEnds.findIndex((end) => at < end)] as Concept;
}

/** The property of having none of what a feature is: no fragrance is fragrance-free. */
export function absenceOf({ id }: Concept): Concept | undefined {
  return conceptById.get(`${id.replace("feature:", "property:")}-free`);
}

/** A concept with all it implies, by their ids. */
export function impliedBy(concept: Concept): string[] {
  return [concept.id, ...concept.implies.flatMap((id) => impliedBy(conceptNamed(id)))];
}

function conceptNamed(id: string): Concept {
  const concept = conceptById.get(id);
  if (!concept) throw new RangeError(`No concept ${id}.`);
  return concept;
}

function isNamed(text: string, start: number, end: number, form: Form, where: Where): boolean {
  if (where === "output" && form.inRowsOnly.length === form.concepts.length) return false;
  // One letter alone is part of many words in a script without spaces.
  if (hasCjk(text.slice(start, end))) return where === "row" || end - start > 1;
  return (form.comesOn || isWordEdge(text, start)) && (form.goesOn || isWordEdge(text, end));
}

function patterns(): { pattern: string; data: Form }[] {
  const forms = new Map<
    string,
    { concepts: Concept[]; inRowsOnly: Concept[]; goesOn: boolean; comesOn: boolean }
  >();
  for (const concept of concepts)
    for (const form of concept.forms) {
      const [goesOn, comesOn, isInRowsOnly] = [
        form.endsWith("*"),
        form.startsWith("*"),
        form.startsWith("~"),
      ];
      for (const pattern of spellings(foldText(form.replaceAll(/^[*~]|\*$/g, "")).text)) {
        const known = forms.get(pattern) ?? { concepts: [], inRowsOnly: [], goesOn, comesOn };
        if (!known.concepts.includes(concept)) known.concepts.push(concept);
        known.goesOn ||= goesOn;
        known.comesOn ||= comesOn;
        if (isInRowsOnly) known.inRowsOnly.push(concept);
        forms.set(pattern, known);
      }
    }
  return [...forms].map(([pattern, form]) => ({
    pattern,
    data: { ...form, concepts: mostSpecific(form.concepts) },
  }));
}

// "dishwasher-safe" and "dishwasher safe" are one.
function spellings(form: string): string[] {
  if (hasCjk(form) || !/\p{L}[ -]\p{L}/u.test(form)) return [form];
  return [...new Set([form, form.replaceAll("-", " "), form.replaceAll(" ", "-")])];
}

// A name of both a kind and one of its kinds means the latter: 鹅绒 is goose down.
function mostSpecific(named: readonly Concept[]): Concept[] {
  return named.filter(({ id }) => !named.some((other) => other.id !== id && impliedBy(other).includes(id)));
}
