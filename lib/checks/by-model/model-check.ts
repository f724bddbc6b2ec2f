import type { Failure } from "#lib/failure.ts";
import type { AnsweredCall, ChatMessage } from "#lib/models/endpoints/call-outcome.ts";
import type { JsonSchema } from "#lib/models/endpoints/chat-request.ts";
import type { CheckKind, Verdict } from "../verdict.ts";

/** A finished output, and what it was made from. */
export interface MadeOutput {
  /** The row, by column. */
  source: Readonly<Record<string, string>>;
  language: string;
  output: Readonly<Record<string, unknown>>;
}

/** What a model is asked about an output. */
export interface ModelQuestion {
  /** `moderation`: each message is a text to be looked at, or shows a picture. */
  speaks: "chat" | "moderation";
  messages: ChatMessage[];
  schema: JsonSchema;
  maxOutputTokens: number;
}

/** What came of asking: what the model said, read and checked; or why nothing did, which is neither passed nor failed. */
export type Judgement = { said: Record<string, unknown> } | { notRun: Failure };

/** A check that asks a model about a finished output. Pure: whoever makes the output makes the call. */
export interface ModelCheck {
  readonly kind: CheckKind;
  /** Tells it from the others of its template. */
  readonly name: string;
  readonly modelId: string;
  /** It adds no verdict: only trials ask it, beside what an item costs. */
  readonly scoresOnly: boolean;
  /** What to ask; `null` where there is nothing to. */
  ask(made: MadeOutput): ModelQuestion | null;
  /** What it usually asks about an output that is not made yet, which `made` stands for; for what that may cost. */
  usuallyAsks(made: MadeOutput): ModelQuestion | null;
  /** What an answer says; an answer that says nothing sensible is "not run", with its words. */
  read(answer: AnsweredCall, made: MadeOutput): Judgement;
  /** The verdicts on the output, with what this one adds to them or changes of them. */
  settle(verdicts: readonly Verdict[], judgement: Judgement, made: MadeOutput): Verdict[];
}
