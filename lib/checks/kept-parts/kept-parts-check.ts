import { foldText } from "#lib/folded-text.ts";
import { type CheckSpec, KEPT_PARTS } from "#lib/templates/check-spec.ts";
import type { Check, CheckedOutput, CheckedText } from "../check.ts";
import { passVerdict, textVerdict } from "../text-verdict.ts";
import type { Verdict } from "../verdict.ts";
import { type KeptNumber, numbersOf, saysNumber } from "./numbers-of.ts";
import { type KeptPart, placeholdersOf, withBlanks } from "./placeholders-of.ts";
import { tagsOf, unbalancedTag } from "./tags-of.ts";

export type KeptPartsSpec = Pick<Extract<CheckSpec, { kind: "kept-parts" }>, "severity" | "pairs" | "parts">;

/** What is missing of a source, or was put to its translation. */
interface Fault {
  code:
    | "placeholder_missing"
    | "placeholder_added"
    | "tag_missing"
    | "tag_added"
    | "tag_unbalanced"
    | "number_missing";
  /** As it is written where it stands. */
  part: string;
  /** Where it stands in the translation; `null` for what is missing there. */
  span: { from: number; to: number } | null;
}

/** Whether translations keep the placeholders, tags, numbers and units of the columns that they are made from. */
export class KeptPartsCheck implements Check {
  readonly kind = "kept-parts";
  private readonly spec: KeptPartsSpec;

  constructor(spec: KeptPartsSpec) {
    this.spec = spec;
  }

  run({ source, texts, language }: CheckedOutput): Verdict[] {
    const verdicts = this.spec.pairs.flatMap(({ field, column }) => {
      const text = source[column] ?? "";
      const own = texts.filter(({ path }) => path === field || path.startsWith(`${field}.`));
      return text === "" || own.length === 0 ? [] : this.compare(text, column, own, language);
    });
    return verdicts.length > 0 ? verdicts : [passVerdict("kept-parts", "parts_kept")];
  }

  private compare(source: string, column: string, own: readonly CheckedText[], language: string): Verdict[] {
    const parts = this.spec.parts ?? KEPT_PARTS;
    // A list is one translation in pieces: what is missing of it is told where it begins.
    const whole = own.map(({ text }) => text).join("\n");
    const faults = parts.flatMap((part) => FAULTS_OF[part](source, whole, language));
    return faults.map(({ code, part, span }) => {
      const at = span && placedIn(own, span);
      const [first] = own;
      const text = at?.text ?? first;
      if (!text) throw new RangeError("A translation without a text.");
      const message = { code, params: { part, column } };
      return textVerdict("kept-parts", this.spec.severity, text, at ? [at.span] : [], message, {
        column,
        part,
      });
    });
  }
}

const FAULTS_OF: Record<
  (typeof KEPT_PARTS)[number],
  (source: string, translation: string, language: string) => Fault[]
> = {
  placeholders: (source, translation) => {
    const wanted = placeholdersOf(source);
    // A text that shows nothing of the kind is prose: braces in its translation are prose too.
    const made = wanted.length === 0 ? [] : placeholdersOf(translation);
    return [
      ...missing(wanted, made, source, "placeholder_missing"),
      ...added(wanted, made, translation, "placeholder_added"),
    ];
  },
  tags: (source, translation) => {
    const [wanted, made] = [tagsOf(source), tagsOf(translation)];
    const faults = [
      ...missing(counted(wanted), counted(made), source, "tag_missing"),
      ...added(counted(wanted), counted(made), translation, "tag_added"),
    ];
    const open = faults.length === 0 && !unbalancedTag(wanted) ? unbalancedTag(made) : null;
    return open ? [{ code: "tag_unbalanced", part: written(translation, open), span: open }] : faults;
  },
  numbers: (source, translation, language) => {
    const [plain, told] = [withoutParts(source), withoutParts(translation)];
    const numbered = { text: told, folded: foldText(told).text, numbers: numbersOf(told, language) };
    const lost = numbersOf(plain).filter(
      (number) => number.isDigits && !saysNumber(number, plain, numbered, language),
    );
    return lost.map((number) => ({ code: "number_missing", part: written(source, number), span: null }));
  },
};

function missing(
  wanted: readonly KeptPart[],
  made: readonly KeptPart[],
  source: string,
  code: Fault["code"],
): Fault[] {
  const keys = new Set(made.map(({ key }) => key));
  return once(wanted.filter(({ key }) => !keys.has(key))).map((part) => ({
    code,
    part: written(source, part),
    span: null,
  }));
}

function added(
  wanted: readonly KeptPart[],
  made: readonly KeptPart[],
  translation: string,
  code: Fault["code"],
): Fault[] {
  const keys = new Set(wanted.map(({ key }) => key));
  return once(made.filter(({ key }) => !keys.has(key))).map((part) => ({
    code,
    part: written(translation, part),
    span: part,
  }));
}

/** The parts with which of its kind each is in its key: the second `<b>` is another than the first. */
function counted(parts: readonly KeptPart[]): KeptPart[] {
  const seen = new Map<string, number>();
  return parts.map((part) => {
    const count = (seen.get(part.key) ?? 0) + 1;
    seen.set(part.key, count);
    return { ...part, key: `${part.key} ${count}` };
  });
}

function once(parts: readonly KeptPart[]): KeptPart[] {
  return [...new Map(parts.map((part) => [part.key, part])).values()];
}

function written(text: string, { from, to }: Pick<KeptPart | KeptNumber, "from" | "to">): string {
  return text.slice(from, to);
}

// Digits of placeholders, tags and links are no numbers of the text; places stay as they are.
function withoutParts(text: string): string {
  const left = withBlanks(text, [...placeholdersOf(text), ...tagsOf(text)]);
  return left.replaceAll(/&#?\w{1,10};|https?:\/\/\S+/gu, (found) => " ".repeat(found.length));
}

/** The text of a list that a place of the whole is in, and where in it. */
function placedIn(
  own: readonly CheckedText[],
  { from, to }: { from: number; to: number },
): { text: CheckedText; span: { from: number; to: number } } | null {
  let start = 0;
  for (const text of own) {
    const end = start + text.text.length;
    if (from < end) return { text, span: { from: from - start, to: Math.min(to, end) - start } };
    start = end + 1;
  }
  return null;
}
