import type { AnsweredCall } from "#lib/models/endpoints/call-outcome.ts";
import { cutText } from "#lib/storable-text.ts";
import type { JudgeSpec } from "#lib/templates/evaluator-spec.ts";
import { judgeStepName } from "#lib/templates/model-checks.ts";
import { outputJsonSchema, parseOutput } from "#lib/templates/output.ts";
import type { OutputField } from "#lib/templates/template.ts";
import type { Verdict } from "../verdict.ts";
import { type JudgeAgreement, NO_AGREEMENT } from "./agreement.ts";
import { judgedBy } from "./judgement-text.ts";
import type { Judgement, MadeOutput, ModelCheck, ModelQuestion } from "./model-check.ts";
import { notRunVerdict, unreadable } from "./not-run.ts";
import { rubricMessages } from "./rubric-prompt.ts";

/** Raise it when a judge is asked otherwise, so that what it said before is not held to be of the same judge. */
const EPOCH = 1;
const ANSWER_TOKENS = 500;
const MOST_REASON = 1_000;
const MOST_SHOWN_REASON = 300;

/** What a judge said of an output. */
export interface Rating {
  /** Whole points from 1. */
  score: number;
  reason: string;
}

/** A model that scores an output by a rubric, as a check of a batch or for a trial alone. */
export class RubricJudge implements ModelCheck {
  readonly kind = "judge";
  readonly name: string;
  readonly scoresOnly: boolean;
  /** What tells it from a judge that would say something else. */
  readonly version: string;
  readonly modelId: string;
  readonly #spec: JudgeSpec;
  readonly #severity: "warn" | "block" | null;
  readonly #agreement: JudgeAgreement;
  readonly #fields: OutputField[];

  /**
   * @param severity `null`: it adds no verdict, and only trials read what it said.
   * @param agreement how often it says what people say.
   */
  constructor(spec: JudgeSpec, severity: "warn" | "block" | null, agreement: JudgeAgreement = NO_AGREEMENT) {
    this.#spec = spec;
    this.#severity = severity;
    this.#agreement = agreement;
    this.name = judgeStepName(spec.name);
    this.modelId = spec.modelId;
    this.scoresOnly = severity === null;
    this.version = judgeVersion(spec);
    this.#fields = ratingFields(spec.scale);
  }

  ask(made: MadeOutput): ModelQuestion {
    return {
      speaks: "chat",
      messages: rubricMessages(this.#spec, made),
      schema: outputJsonSchema(this.#fields),
      maxOutputTokens: ANSWER_TOKENS,
    };
  }

  usuallyAsks(made: MadeOutput): ModelQuestion {
    return this.ask(made);
  }

  read(answer: AnsweredCall): Judgement {
    const rating = readRating(this.#fields, this.#spec.scale, answer.text);
    return rating ? { said: { ...rating } } : { notRun: unreadable(answer) };
  }

  settle(verdicts: readonly Verdict[], judgement: Judgement): Verdict[] {
    if (this.#severity === null) return [...verdicts];
    return [...verdicts, judgeVerdict(this.#spec, this.#severity, this.#agreement, judgement)];
  }
}

/** What a judge's judgement says: its score and why; `null` where it was not run. */
export function ratingOf(judgement: Judgement): Rating | null {
  if ("notRun" in judgement) return null;
  const { score, reason } = judgement.said;
  return typeof score === "number" ? { score, reason: String(reason ?? "") } : null;
}

/** What tells a judge from one that would say something else: its rubric, examples, scale, fields and model. */
export function judgeDigest({ rubric, modelId, fields, scale, threshold, examples }: JudgeSpec): string {
  return judgedBy([EPOCH, rubric, modelId, fields ?? null, scale, threshold, examples]);
}

/** The version that a judge's verdicts name. */
export function judgeVersion(spec: JudgeSpec): string {
  return `1.${judgeDigest(spec)}`;
}

function judgeVerdict(
  spec: JudgeSpec,
  severity: "warn" | "block",
  agreement: JudgeAgreement,
  judgement: Judgement,
): Verdict {
  const rating = ratingOf(judgement);
  if (!rating)
    return notRunVerdict(
      "judge",
      "notRun" in judgement ? judgement.notRun : { code: "judge_unreadable" },
      spec.name,
    );
  const { name, scale, threshold } = spec;
  const passes = rating.score >= threshold;
  const isLowered = !passes && severity === "block" && !agreement.gates;
  return {
    kind: "judge",
    verdict: passes ? "pass" : isLowered ? "warn" : severity,
    field: null,
    spans: [],
    message: {
      code: passes ? "judge_passed" : isLowered ? "judge_failed_unproven" : "judge_failed",
      params: {
        judge: name,
        score: rating.score,
        scale,
        reason: cutText(rating.reason, MOST_SHOWN_REASON),
      },
    },
    evidence: {
      ...{ by: "model", judge: name, threshold, reason: rating.reason },
      agreement: {
        n: agreement.n,
        agreed: agreement.agreed,
        low: agreement.interval?.low ?? null,
        high: agreement.interval?.high ?? null,
      },
      ...(isLowered && { lowered: true }),
    },
    version: judgeVersion(spec),
  };
}

function readRating(fields: OutputField[], scale: number, text: string): Rating | null {
  const parsed = parseOutput(fields, text);
  if (!parsed.ok) return ratingInWords(fields, scale, text);
  const { score, reason } = parsed.output as { score: number; reason: string };
  return Number.isInteger(score) ? { score, reason: cutText(reason, MOST_REASON) } : null;
}

const POINTS_OF = /^(\d+)(?:\.0+)?\s*(?:\/|out of|of|von|sur|de|di)\s*(\d+)$/i;
const POINTS_ALONE = /^(\d+)(?:\.0+)?\s*(?:points?|分|点)$/i;

// "4/5" is four points; of another scale than the one asked for nobody knows what it would be on this one.
function ratingInWords(fields: OutputField[], scale: number, text: string): Rating | null {
  const asText = fields.map(({ name, description }): OutputField => {
    return { name, description, type: "text", required: true };
  });
  const parsed = parseOutput(asText, text);
  if (!parsed.ok) return null;
  const { score: said, reason } = parsed.output as { score: string; reason: string };
  const [, points, of = String(scale)] = POINTS_OF.exec(said.trim()) ?? POINTS_ALONE.exec(said.trim()) ?? [];
  const score = Number(points ?? Number.NaN);
  if (Number(of) !== scale || !(score >= 1 && score <= scale)) return null;
  return { score, reason: cutText(reason, MOST_REASON) };
}

function ratingFields(scale: number): OutputField[] {
  const required = true;
  return [
    { name: "reason", type: "text", required, description: "Why, in one or two sentences" },
    {
      ...{ name: "score", type: "number", required, minimum: 1, maximum: scale },
      description: `A whole number from 1 to ${scale}`,
    },
  ];
}
