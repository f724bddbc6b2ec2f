import { foldText, hasCjk, isWordEdge } from "#lib/folded-text.ts";
import type { FormatSpec, Unwanted } from "#lib/templates/check-spec.ts";
import { lengthOf } from "#lib/templates/output.ts";
import { safePattern } from "#lib/templates/safe-pattern.ts";
import type { Check, CheckedOutput, CheckedText } from "../check.ts";
import { passVerdict, textVerdict } from "../text-verdict.ts";
import type { Verdict } from "../verdict.ts";
import { allCapsIn } from "./all-caps.ts";
import { countWords } from "./count-words.ts";
import { emojiIn } from "./emoji.ts";
import { htmlFaults } from "./html.ts";
import { markdownIn } from "./markdown.ts";
import { placeholdersIn } from "./placeholders.ts";
import { selfReferencesIn } from "./self-reference.ts";

type Params = Verdict["message"]["params"];
type Span = { from: number; to: number };

/** The form of an output's texts by an author's rules: lengths, words, HTML, patterns, and what never belongs in a text. */
export class FormatCheck implements Check {
  readonly kind = "format";
  private readonly spec: FormatSpec;
  private readonly pattern: ReturnType<typeof safePattern>;
  private readonly required: readonly Word[];
  private readonly forbidden: readonly Word[];

  constructor(spec: FormatSpec) {
    this.spec = spec;
    this.pattern = spec.pattern === undefined ? null : safePattern(spec.pattern);
    this.required = (spec.require ?? []).map(wordOf);
    this.forbidden = (spec.forbid ?? []).map(wordOf);
  }

  run(output: CheckedOutput): Verdict[] {
    const verdicts = [
      ...this.ofValues(output),
      ...output.texts.flatMap((text) => this.ofText(text, output)),
      ...this.missingWords(output),
    ];
    return verdicts.length > 0 ? verdicts : [passVerdict("format", "format_rules_kept")];
  }

  private ofValues({ output }: CheckedOutput): Verdict[] {
    const { type, minItems, maxItems } = this.spec;
    return Object.entries(output).flatMap(([field, value]) => {
      const found: Verdict[] = [];
      if (type && value !== null && typeOf(value) !== type)
        found.push(this.verdict(field, "format_wrong_type", { type, found: typeOf(value) }));
      const items = Array.isArray(value) ? value.length : null;
      if (minItems !== undefined && items !== null && items < minItems)
        found.push(this.verdict(field, "format_too_few", { min: minItems, items }));
      if (maxItems !== undefined && items !== null && items > maxItems)
        found.push(this.verdict(field, "format_too_many", { max: maxItems, items }));
      return found;
    });
  }

  private ofText(text: CheckedText, { source, language }: CheckedOutput): Verdict[] {
    return [
      ...this.ofLength(text, language),
      ...this.ofPattern(text),
      ...this.ofHtml(text),
      ...this.forbiddenWords(text),
      ...(this.spec.without ?? []).flatMap((unwanted) => {
        const spans = UNWANTED_IN[unwanted](text, source);
        return spans.length > 0 ? [this.found(text, spans, `format_${unwanted.replaceAll("-", "_")}`)] : [];
      }),
    ];
  }

  private ofLength(text: CheckedText, language: string): Verdict[] {
    const { minLength, maxLength, minWords, maxWords } = this.spec;
    const found: Verdict[] = [];
    const length = minLength === undefined && maxLength === undefined ? 0 : lengthOf(text.text);
    if (minLength !== undefined && length < minLength)
      found.push(this.verdict(text.path, "format_too_short", { min: minLength, length }));
    if (maxLength !== undefined && length > maxLength) {
      const span = { from: unitAt(text.text, maxLength), to: text.text.length };
      found.push(this.found(text, [span], "format_too_long", { max: maxLength, length }));
    }
    if (minWords === undefined && maxWords === undefined) return found;
    const words = countWords(text.text, language);
    if (minWords !== undefined && words < minWords)
      found.push(this.verdict(text.path, "format_too_few_words", { min: minWords, words }));
    if (maxWords !== undefined && words > maxWords)
      found.push(this.verdict(text.path, "format_too_many_words", { max: maxWords, words }));
    return found;
  }

  private ofPattern({ path, text }: CheckedText): Verdict[] {
    const { pattern } = this.spec;
    if (pattern === undefined || this.pattern?.isIn(text)) return [];
    return [this.verdict(path, "format_pattern", { pattern })];
  }

  private ofHtml(text: CheckedText): Verdict[] {
    const { tags } = this.spec;
    if (!tags) return [];
    return htmlFaults(text.text, tags).map(({ fault, name, ...span }) =>
      this.found(text, [span], "format_html", { fault, name }),
    );
  }

  private forbiddenWords(text: CheckedText): Verdict[] {
    return this.forbidden.flatMap((word) => {
      const spans = placesOf(word, text);
      return spans.length > 0 ? [this.found(text, spans, "format_forbidden", { word: word.written })] : [];
    });
  }

  private missingWords({ texts }: CheckedOutput): Verdict[] {
    return this.required
      .filter((word) => !texts.some((text) => placesOf(word, text).length > 0))
      .map(({ written }) => this.verdict(null, "format_missing", { word: written }));
  }

  private found(text: CheckedText, spans: readonly Span[], code: string, params: Params = {}): Verdict {
    return textVerdict("format", this.spec.severity, text, spans, { code, params: this.labelled(params) });
  }

  private verdict(field: string | null, code: string, params: Params): Verdict {
    const { severity } = this.spec;
    return {
      ...passVerdict("format", code, this.labelled(params)),
      verdict: severity,
      field,
    };
  }

  private labelled(params: Params): Params {
    return { ...params, label: this.spec.label ?? "none" };
  }
}

const UNWANTED_IN: Record<
  Unwanted,
  (text: CheckedText, source: Readonly<Record<string, string>>) => readonly Span[]
> = {
  "all-caps": ({ text }, source) => allCapsIn(text, source),
  emoji: ({ text }) => emojiIn(text),
  placeholders: ({ text }, source) => placeholdersIn(text, source),
  markdown: ({ text }) => markdownIn(text),
  "self-reference": ({ folded }) =>
    selfReferencesIn(folded.text).map(({ from, to }) => ({
      from: folded.at[from] ?? 0,
      to: folded.at[to] ?? folded.original.length,
    })),
};

interface Word {
  written: string;
  folded: string;
  isCjk: boolean;
}

function wordOf(written: string): Word {
  return { written, folded: foldText(written).text, isCjk: hasCjk(written) };
}

function placesOf({ folded: word, isCjk }: Word, { folded }: CheckedText): Span[] {
  const spans: Span[] = [];
  if (word === "") return spans;
  for (let at = folded.text.indexOf(word); at >= 0; at = folded.text.indexOf(word, at + word.length)) {
    const from = folded.at[at] ?? 0;
    const to = folded.at[at + word.length] ?? folded.original.length;
    if (isCjk || (isWordEdge(folded.original, from) && isWordEdge(folded.original, to)))
      spans.push({ from, to });
  }
  return spans;
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "list";
  return typeof value === "string" ? "text" : typeof value;
}

// Where so many code points of a text end, in UTF-16 units.
function unitAt(text: string, points: number): number {
  let at = 0;
  for (let left = points; left > 0 && at < text.length; left--)
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return at;
}
