import type { CallableModel } from "../callable-model.ts";
import { type AnsweredCall, CallFault, type CallOutcome, type UnansweredCall } from "./call-outcome.ts";
import { answerWithoutSecrets, recordWithoutSecrets } from "./without-secrets.ts";

/** The longest wait for the first byte of an answer and between two parts of it, where a call says nothing else. */
export const DEFAULT_TIMEOUT_MS = 120_000;

/** What a provider gave for a call. */
export type GivenAnswer<Answer> = Answer & Omit<AnsweredCall<unknown>, "kind" | "latencyMs" | "cached">;

/**
 * Makes a call, whatever kind its model is, and says how it ended, without what the provider was told in confidence.
 * Never throws.
 * @param ask sends it once; a CallFault that it throws is how the call ended.
 */
export async function askOnce<Answer>(
  model: Pick<CallableModel, "name" | "baseUrl" | "apiKey" | "headers" | "providerKind">,
  signal: AbortSignal | undefined,
  ask: () => Promise<GivenAnswer<Answer>>,
): Promise<CallOutcome<Answer>> {
  const startedAt = performance.now();
  if (signal?.aborted) return { kind: "unavailable", code: "aborted" };
  if (!model.baseUrl) return { kind: "refused", code: "no_base_url", detail: model.name };
  try {
    const given = answerWithoutSecrets(model, await ask());
    return { kind: "answered", ...given, latencyMs: Math.round(performance.now() - startedAt) };
  } catch (error) {
    return recordWithoutSecrets(model, outcomeOf(error, signal));
  }
}

/** What an error thrown by a call means. */
export function outcomeOf(error: unknown, signal: AbortSignal | undefined): UnansweredCall {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof CallFault) return cause.outcome;
  }
  if (signal?.aborted) return { kind: "uncertain", code: "aborted" };
  // A success that cannot be read was billed like any other.
  return { kind: "uncertain", code: "invalid_answer" };
}
