import { z } from "zod";
import type { AnsweredCall } from "#lib/models/endpoints/call-outcome.ts";
import { cutText, storableText } from "#lib/storable-text.ts";
import type { ModerationSpec } from "#lib/templates/check-spec.ts";
import { type OutputText, outputTexts } from "#lib/templates/output-text.ts";
import type { Verdict } from "../verdict.ts";
import { judgedBy, shownFields } from "./judgement-text.ts";
import type { Judgement, MadeOutput, ModelCheck, ModelQuestion } from "./model-check.ts";
import { notRunVerdict, unreadable } from "./not-run.ts";

const EPOCH = 1;
/** As many texts as providers take at once. */
const MOST_TEXTS = 32;
const MOST_CATEGORIES = 50;
const MOST_CATEGORY_CHARS = 100;

const answerSchema = z.array(z.object({ flagged: z.boolean(), categories: z.array(z.string()) }));
const saidSchema = z.object({
  flagged: z.array(z.object({ field: z.string(), categories: z.array(z.string()) })),
});

/** What the provider's moderation says of the texts of an output. */
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
    const texts = askedTexts(this.#spec, made);
    if (texts.length === 0) return null;
    const messages = texts.map(({ text }) => ({ role: "user" as const, content: text }));
    return { speaks: "moderation", messages, schema: {}, maxOutputTokens: 1 };
  }

  usuallyAsks(made: MadeOutput): ModelQuestion | null {
    return this.ask(made);
  }

  read(answer: AnsweredCall, made: MadeOutput): Judgement {
    const texts = askedTexts(this.#spec, made);
    const read = answerSchema.safeParse(jsonOf(answer.text));
    if (!read.success || read.data.length !== texts.length) return { notRun: unreadable(answer) };
    const flagged = read.data.flatMap(({ flagged: isFlagged, categories }, index) => {
      const named = categories
        .slice(0, MOST_CATEGORIES)
        .map((category) => cutText(storableText(category), MOST_CATEGORY_CHARS));
      return isFlagged || named.length > 0 ? [{ field: texts[index]?.path ?? "", categories: named }] : [];
    });
    return { said: { flagged } };
  }

  settle(verdicts: readonly Verdict[], judgement: Judgement, { output }: MadeOutput): Verdict[] {
    if ("notRun" in judgement) return [...verdicts, notRunVerdict("moderation", judgement.notRun)];
    const texts = new Map(outputTexts(output).map(({ path, text }) => [path, text]));
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

function askedTexts({ fields }: ModerationSpec, { output }: MadeOutput): OutputText[] {
  const texts = outputTexts(shownFields(output, fields)).filter(({ text }) => text.trim() !== "");
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
