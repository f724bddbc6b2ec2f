import { type Meter, meterOf } from "../meter.ts";
import type { Complaint } from "./complaint.ts";
import type { ReportedLimits } from "./reported-limits.ts";

export interface ChatMessage {
  role: "system" | "user" | "assistant";
  content: string;
  /** What it shows of a user's, in order: addresses of pictures or ids of assets. A request says what they look like. */
  pictures?: string[];
  /** Of the assistant's: the functions that it called, each with what it was told. */
  calls?: AnsweredFunctionCall[];
  /** Of the assistant's: what it reasoned before those calls, where its provider wants that back. */
  reasoning?: string;
}

/** A call of a function that a model asks for, as it wrote it. */
export interface FunctionCall {
  /** May be blank, or another call's. */
  id: string;
  name: string;
  /** Meant to be JSON. */
  arguments: string;
  /** What its provider said beside it, and wants back with it, such as a signature. */
  extra?: Record<string, unknown>;
}

/** One that goes out again: its id is no other's, and its arguments are a JSON object. */
export interface AnsweredFunctionCall extends FunctionCall {
  result: string;
}

/** How one call to a model ended. What it says about money is what the ledger must record. */
export type CallOutcome<Answer = ChatAnswer> = AnsweredCall<Answer> | UnansweredCall;

/** A call that ended without an answer. */
export type UnansweredCall =
  /** Rate limit: burns no attempt and is not billed. */
  | {
      kind: "throttled";
      retryAfterMs: number;
      /** The provider's own words, where the wait is long. */
      detail?: string;
      reportedLimits?: ReportedLimits | null;
    }
  /** The provider could not take it: not billed, worth another attempt. One that an outage explains burns none. */
  | {
      kind: "unavailable";
      code: string;
      /** The provider's own words, where it had any. */
      detail?: string;
      outage?: true;
      complaint?: Complaint;
    }
  /** Its end was not seen after it was sent: possibly billed, worth another attempt. */
  | {
      kind: "uncertain";
      code: string;
      /** The provider's own words, where it had any. */
      detail?: string;
    }
  /** The provider will not do it however often it is asked: final, not billed. */
  | {
      kind: "refused";
      code: string;
      detail: string;
      complaint?: Complaint;
      /** It is the key, or the model, that it does not accept: no call will succeed before somebody mends that. */
      unaccepted?: "key" | "model";
    }
  /** Quota or balance is gone: no call to this provider will succeed before somebody acts. */
  | { kind: "exhausted"; code: string; detail: string };

export type AnsweredCall<Answer = ChatAnswer> = Answer & {
  kind: "answered";
  usage: Meter;
  /** Whether the provider told the usage, or we counted the tokens because it did not. */
  usageSource: "reported" | "counted";
  latencyMs: number;
  requestId: string | null;
  /** It was given without a call, because an identical one had been answered: it cost nothing. */
  cached?: true;
  /** What the provider said in passing that it allows a minute. */
  reportedLimits?: ReportedLimits | null;
};

/** What a chat model answers. */
export interface ChatAnswer {
  text: string;
  /** `stop`, `length`, `content-filter` (billed, unlike a refusal) or `other`. */
  finishReason: string;
  /** The longest answer that was asked for; left out where no call was made. */
  limit?: AnswerLimit;
  /** It reasoned before it answered, whether or not its provider counts that apart. */
  reasoned?: true;
  /** The functions that it wants called, of those it was offered or others; `text` is then what it said beside them. */
  calls?: FunctionCall[];
  /** With `calls`: what it reasoned before them, where it says so. */
  reasoning?: string;
}

/** The longest answer that a call asks for. */
export interface AnswerLimit {
  tokens: number;
  /** The model gives no longer one. */
  isMost: boolean;
}

/** The answer of a call that was not made, because an identical one had been answered: it costs nothing. */
export function cachedAnswer(text: string): AnsweredCall {
  return {
    kind: "answered",
    text,
    usage: meterOf(),
    usageSource: "reported",
    finishReason: "stop",
    latencyMs: 0,
    requestId: null,
    cached: true,
  };
}

/** Thrown inside a call where its outcome is known, so that nothing around it has to guess; never leaves an endpoint. */
export class CallFault extends Error {
  readonly outcome: UnansweredCall;

  constructor(outcome: UnansweredCall, cause?: unknown) {
    super(outcome.kind, { cause });
    this.name = "CallFault";
    this.outcome = outcome;
  }
}

/** The outcome that an error of an endpoint stands for. @throws what is no failure of the provider. */
export function unansweredBy(error: unknown): UnansweredCall {
  if (error instanceof CallFault) return error.outcome;
  throw error;
}
