import type { CallableModel } from "../callable-model.ts";
import type { CallOutcome } from "./call-outcome.ts";

/** The most a call may take, before it is made. */
export interface CallBound {
  amount: string;
  /** Tokens of what goes out, by our own count. */
  counted: number;
  /** Input and output together, for limits on tokens. */
  tokens: number;
  /** The longest answer, in tokens. */
  longestAnswer: number;
}

export interface CallOptions {
  /** Ends the call. What was already sent is `uncertain`: the provider may bill it. */
  signal?: AbortSignal;
  /** The longest wait for the first byte and between two parts; 120,000 by default. */
  timeoutMs?: number;
  /** In tokens: so much is reserved, and no longer answer is asked for. */
  longestAnswer?: number;
}

/** How to speak to one kind of model. A new kind is one more of these, and nothing else. */
export interface Endpoint<Request, Answer> {
  /** The most that a call may cost and take. */
  bound(
    model: Pick<CallableModel, "id" | "name" | "price" | "countRatio" | "capabilities">,
    request: Request,
  ): CallBound;
  /**
   * Asks once. Never throws for what a provider or a network does: that is the outcome, and it says whether the call
   * was, may have been or was not billed.
   */
  call(model: CallableModel, request: Request, options?: CallOptions): Promise<CallOutcome<Answer>>;
  /** What tells the text of a request from others, where it is one that people may want to read again. */
  digest?(request: Request): string;
}
