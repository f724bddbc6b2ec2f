import { z } from "zod";
import type { AnsweredCall } from "#lib/models/endpoints/call-outcome.ts";
import { cutText, storableText } from "#lib/storable-text.ts";
import type { ModerationSpec } from "#lib/templates/check-spec.ts";
import { isPictureValue, type OutputText, outputTexts, writtenTexts } from "#lib/templates/output-text.ts";
import type { Verdict } from "../verdict.ts";
import { judgedBy, shownFields } from "./judgement-text.ts";
import type { Judgement, MadeOutput, ModelCheck, ModelQuestion } from "./model-check.ts";
import { notRunVerdict, unreadable } from "./not-run.ts";

const EPOCH = 2;
/** As many texts as providers take at once. */
const MOST_TEXTS = 32;
/** Each is asked by itself. */
const MOST_PICTURES = 8;
const MOST_CATEGORIES = 50;
const MOST_CATEGORY_CHARS = 100;

const answerSchema = z.array(z.object({ flagged: z.boolean(), categories: z.array(z.string()) }));
const saidSchema = z.object({
  flagged: z.array(z.object({ field: z.string(), categories: z.array(z.string()) })),
});

/** What the provider's moderation says of the texts of an output, and of its pictures. */
export class ModerationCheck implements ModelCheck {
  readonly kind = "moderation";
  readonly name = "moderation";
  readonly scoresOnly = false;
  readonly modelId: string;
  readonly #spec: ModerationSpec;

  constructor(spec: ModerationSpec) {
    this.#spec = spec;
    this.modelId = spec.modelId;
  }

  ask(made: MadeOutput): ModelQuestion | null {
    const parts = askedParts(this.#spec, made);
    if (parts.length === 0) return null;
    const messages = parts.map(({ text }) => {
      const said = { role: "user" as const, content: text };
      return isPictureValue(text) ? { ...said, content: "", pictures: [text] } : said;
    });
    return { speaks: "moderation", messages, schema: {}, maxOutputTokens: 1 };
  }

  usuallyAsks(made: MadeOutput): ModelQuestion | null {
    return this.ask(made);
  }

  read(answer: AnsweredCall, made: MadeOutput): Judgement {
    const parts = askedParts(this.#spec, made);
    const read = answerSchema.safeParse(jsonOf(answer.text));
    if (!read.success || read.data.length !== parts.length) return { notRun: unreadable(answer) };
    const flagged = read.data.flatMap(({ flagged: isFlagged, categories }, index) => {
      const named = categories
        .slice(0, MOST_CATEGORIES)
        .map((category) => cutText(storableText(category), MOST_CATEGORY_CHARS));
      return isFlagged || named.length > 0 ? [{ field: parts[index]?.path ?? "", categories: named }] : [];
    });
    return { said: { flagged } };
  }

  settle(verdicts: readonly Verdict[], judgement: Judgement, { output }: MadeOutput): Verdict[] {
    if ("notRun" in judgement) return [...verdicts, notRunVerdict("moderation", judgement.notRun)];
    const texts = new Map(writtenTexts(output).map(({ path, text }) => [path, text]));
    const found = saidSchema.parse(judgement.said).flagged.flatMap(({ field, categories }) => {
      const counted = categories.filter((name) => this.#spec.categories?.includes(name) ?? true);
      // One that is flagged for nothing in particular is flagged all the same, where every category counts.
      if (counted.length === 0 && (categories.length > 0 || this.#spec.categories)) return [];
      return [this.#flag(field, texts.get(field) ?? "", counted)];
    });
    return [...verdicts, ...(found.length > 0 ? found : [this.#clean()])];
  }

  #flag(field: string, text: string, categories: string[]): Verdict {
    return {
      ...this.#clean(),
      verdict: this.#spec.severity,
      field,
      spans: text === "" ? [] : [{ from: 0, to: [...text].length }],
      message: { code: "moderation_flagged", params: { categories: categories.join(", ") } },
      evidence: { by: "model", categories },
    };
  }

  #clean(): Verdict {
    const message = { code: "moderation_clean", params: {} };
    const { categories, modelId } = this.#spec;
    const version = `1.${judgedBy([EPOCH, modelId, categories ?? null])}`;
    return { kind: "moderation", verdict: "pass", field: null, spans: [], message, version };
  }
}

// Texts first, then pictures.
function askedParts({ fields }: ModerationSpec, { output }: MadeOutput): OutputText[] {
  const shown = outputTexts(shownFields(output, fields));
  const pictures = shown.filter(({ text }) => isPictureValue(text)).slice(0, MOST_PICTURES);
  return [...askedTexts(shown), ...pictures];
}

function askedTexts(shown: readonly OutputText[]): OutputText[] {
  const texts = shown.filter(({ text }) => text.trim() !== "" && !isPictureValue(text));
  if (texts.length <= MOST_TEXTS) return texts;
  // A list of a hundred entries is asked in as many texts as go: none is left out.
  const [first, rest] = [texts.slice(0, MOST_TEXTS - 1), texts.slice(MOST_TEXTS - 1)];
  const [next] = rest;
  return next ? [...first, { path: next.path, text: rest.map(({ text }) => text).join("\n") }] : first;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
