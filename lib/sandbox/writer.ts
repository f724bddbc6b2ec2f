import { seededRandom } from "#lib/seeded-random.ts";
import { type Fact, type FactRole, factRole, readFacts } from "./facts.ts";
import { countryName, inLanguage, termsIn } from "./glossary.ts";
import { pickOne } from "./pick-one.ts";
import type { SandboxLanguage } from "./target-language.ts";
import { de } from "./voices/de.ts";
import { en } from "./voices/en.ts";
import { es } from "./voices/es.ts";
import { fr } from "./voices/fr.ts";
import { ja } from "./voices/ja.ts";
import type { Voice } from "./voices/voice.ts";
import { zh } from "./voices/zh.ts";

const VOICES: Record<SandboxLanguage, Voice> = { en, zh, de, fr, es, ja };

/** Bounds of a text, in characters as people count them. */
export interface Length {
  min: number;
  max: number;
}

/** Facts that are not of the kind a story tells: they answer a field of their name and nothing else. */
const UNTOLD = new Set<FactRole>(["code", "description", "category", "nameZh"]);

/**
 * Writes about one product in one language, saying only what its facts say. The same prompt and seed give the
 * same words.
 */
export class Writer {
  readonly language: SandboxLanguage;
  readonly #voice: Voice;
  readonly #facts: Fact[];
  readonly #words: Partial<Record<FactRole, string>>;
  readonly #random: () => number;

  /** @param seen what pictures show: told where the prompt says nothing of the kind. */
  constructor(
    prompt: string,
    language: SandboxLanguage,
    seed: number,
    seen: readonly (readonly [role: FactRole, value: string])[] = [],
  ) {
    this.language = language;
    this.#voice = VOICES[language];
    const told = readFacts(prompt);
    const unsaid = seen.filter(([role]) => told.every((fact) => fact.role !== role));
    this.#facts = [...told, ...unsaid.map(([role, value]) => ({ label: role, value, role }))];
    this.#words = this.#readWords();
    this.#random = seededRandom(seed);
  }

  /** The next number of this text's own chance. */
  chance(): number {
    return this.#random();
  }

  /** A name for the product that fits, the fullest first. */
  title({ max }: Length): string {
    const titles = this.#voice.titles.map((text) => this.#fill(text)).filter((text) => text !== null);
    const fitting = titles.find((text) => lengthOf(text) <= max);
    return fitting ?? cut(titles.at(-1) ?? this.#voice.notStated, max);
  }

  /** A few sentences or a whole description, of at most as many sentences as asked. */
  story(length: Length, sentences: number): string {
    const { space, closings } = this.#voice;
    const told: string[] = [];
    let size = 0;
    const tell = (sentence: string): boolean => {
      const longer = size + (told.length > 0 ? space.length : 0) + lengthOf(sentence);
      if (longer > length.max || told.includes(sentence)) return false;
      told.push(sentence);
      size = longer;
      return true;
    };
    for (const group of this.#voice.story) {
      if (told.length >= sentences && size >= length.min) break;
      const fillable = group.map((text) => this.#fill(text)).filter((text) => text !== null);
      const first = pickOne(fillable.slice(0, 2), this.#random);
      if (first && !tell(first)) fillable.some(tell);
    }
    if (told.length < sentences) for (const text of this.#others()) tell(ended(text, space));
    const endings = rotated(closings, Math.floor(this.#random() * closings.length));
    for (const ending of endings) {
      if (size >= length.min) break;
      tell(ending);
    }
    if (size < length.min) return padded(told, endings, space, length);
    return told.length > 0 ? told.join(space) : this.title(length);
  }

  /** Short selling points, each within the length, at most `count`. */
  points(length: Length, count: number): string[] {
    const points = [...this.#voice.points, ...this.#voice.closings]
      .map((text) => this.#fill(text))
      .filter((text) => text !== null)
      .map((text) => text.replace(/[.。]$/, ""));
    const told = this.#others().filter((text) => !points.includes(text));
    points.splice(Math.max(0, points.length - this.#voice.closings.length), 0, ...told);
    const fitting = points.filter((text) => lengthOf(text) <= length.max && lengthOf(text) >= length.min);
    return fitting.length > 0 ? fitting.slice(0, count) : [this.story(length, 1)];
  }

  /** Questions a buyer may ask, with answers from the facts; at most `count`. */
  questions(count: number): { question: string; answer: string }[] {
    const asked = this.#voice.questions.flatMap(([q, a]) => {
      const [question, answer] = [this.#fill(q), this.#fill(a)];
      return question !== null && answer !== null ? [{ question, answer }] : [];
    });
    if (asked.length > 0) return asked.slice(0, count);
    const [label, value] = [this.#facts[0]?.label, this.#facts[0]?.value];
    return [{ question: `${label ?? this.#voice.notStated}?`, answer: value ?? this.#voice.notStated }];
  }

  /** Words to find the product by; at most `count`. */
  keywords(count: number): string[] {
    const found = this.#voice.keywords.map((text) => this.#fill(text)).filter((text) => text !== null);
    return [...new Set(found)].slice(0, count);
  }

  /** What the row says under a field's name, or of what the field is about; `null` when it says nothing. */
  fact(field: string): string | null {
    const plainName = plain(field);
    const same = this.#facts.find(({ label }) => plain(label) === plainName);
    if (same) return this.#translated(same);
    const role = factRole(field.replaceAll("_", " "));
    if (role === null) return null;
    const word = this.#words[role];
    if (word !== undefined) return word;
    const description = this.#facts.find((fact) => fact.role === "description")?.value;
    const mentioned =
      description && ["heart", "notes"].includes(role) ? termsIn(description, this.language) : [];
    return mentioned.length > 0 ? this.#listed(mentioned) : null;
  }

  /** What is written where the row says nothing. */
  get notStated(): string {
    return this.#voice.notStated;
  }

  #readWords(): Partial<Record<FactRole, string>> {
    const words: Partial<Record<FactRole, string>> = {};
    for (const fact of this.#facts) if (fact.role) words[fact.role] ??= this.#translated(fact);
    const chinese =
      this.language === "zh" ? this.#facts.find(({ role }) => role === "nameZh")?.value : undefined;
    if (chinese) words.name = chinese;
    const first = words.nameZh ?? words.code ?? this.#facts[0]?.value;
    if (first !== undefined) words.name ??= first;
    const notes = [words.top, words.heart, words.base].filter((word) => word !== undefined);
    if (notes.length > 0 && words.notes === undefined) words.notes = notes.join(this.#voice.comma);
    return words;
  }

  #translated({ role, value }: Fact): string {
    switch (role) {
      case "top":
      case "heart":
      case "base":
      case "notes":
      case "family":
      case "gender":
      case "category":
      case "concentration":
        return this.#listed(inLanguage(value, this.language));
      case "country":
        return countryName(value, this.language);
      default:
        return value;
    }
  }

  #listed(words: string[]): string {
    const { comma, and } = this.#voice;
    const last = words.at(-1) ?? "";
    return words.length < 2 ? last : words.slice(0, -1).join(comma) + and + last;
  }

  #fill(text: string): string | null {
    let isComplete = true;
    const filled = text.replace(/\{(\w+)\}/g, (_, role: FactRole) => {
      const word = this.#words[role];
      if (word === undefined) isComplete = false;
      return word ?? "";
    });
    return isComplete ? capitalised(filled) : null;
  }

  // Facts that no sentence knows how to tell stand under their own label.
  #others(): string[] {
    return this.#facts
      .filter(({ role, value }) => role === null && value.length <= 80)
      .filter(({ role }) => role === null || !UNTOLD.has(role))
      .map(({ label, value }) =>
        this.#voice.labelled.replace("{label}", () => capitalised(label)).replace("{value}", () => value),
      );
  }
}

/** Characters as people count them, not UTF-16 units. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

/** A text cut to a length, at the end of a word where there is one. */
export function cut(text: string, max: number): string {
  const characters = [...text];
  if (characters.length <= max) return text;
  const short = characters.slice(0, max).join("");
  const atWord = short.replace(/\s+\S*$/, "");
  return (atWord.length > short.length / 2 ? atWord : short).replace(/[\s,，、;:：]+$/, "");
}

function padded(told: string[], endings: string[], space: string, { min, max }: Length): string {
  let text = told.join(space);
  for (let i = 0; lengthOf(text) < min && i < 10_000; i++) text += space + endings[i % endings.length];
  return cut(text, max);
}

function rotated<Item>(items: readonly Item[], by: number): Item[] {
  return [...items.slice(by), ...items.slice(0, by)];
}

function ended(text: string, space: string): string {
  return /[.。！？!?]$/.test(text) ? text : text + (space === "" ? "。" : ".");
}

function capitalised(text: string): string {
  const [first = ""] = text;
  return first.toLocaleUpperCase("en") + text.slice(first.length);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, "");
}
