import type { EvaluationCallAccount } from "#lib/calls/evaluation-account.ts";
import { type Callee, pay } from "#lib/calls/pay.ts";
import type { Failure } from "#lib/failure.ts";
import { loadShown } from "#lib/images/load-shown.ts";
import type { UnansweredCall } from "#lib/models/endpoints/call-outcome.ts";
import { chat } from "#lib/models/endpoints/chat.ts";
import { moderateInWords } from "#lib/models/endpoints/moderate-in-words.ts";
import { sleep } from "#lib/sleep.ts";
import { cutText } from "#lib/storable-text.ts";
import type { Judgement, MadeOutput, ModelCheck, ModelQuestion } from "./model-check.ts";

const MOST_TRIES = 3;
const PAUSE_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
const LONGEST_DETAIL = 300;

/** A check that asks a model about an output that is there already, and what pays for it. */
export interface Asked {
  check: ModelCheck;
  question: ModelQuestion;
  made: MadeOutput;
  callee: Callee;
  account: EvaluationCallAccount;
  seq: number;
  /** Its place among the checks of the output. */
  step: number;
}

/** Asks a model about an output; what fails is tried a few times. `null` where it has to be left for another run. */
export async function askModel(asked: Asked, leaving: AbortSignal): Promise<Judgement | null> {
  const { check, question, made, callee, account, seq, step } = asked;
  const { speaks, messages, schema, maxOutputTokens } = question;
  const endpoint = speaks === "moderation" ? moderateInWords : chat;
  const showing = await loadShown({ messages }, leaving);
  if (!showing) return null;
  if (showing.kind === "unshown") return { notRun: showing.failure };
  const { pictures } = showing;
  const request = {
    ...{ messages, outputSchema: schema, maxOutputTokens, parameters: { temperature: 0 } },
    ...(pictures && { pictures }),
  };
  for (let tries = 0; ; ) {
    const key = { seq, step, call: tries, purpose: "check", fallback: false } as const;
    const paid = await pay(
      account,
      { key, callee, endpoint, request },
      { leaving, signal: leaving, evenIfOut: true, patienceMs: LONGEST_WAIT_MS },
    );
    if (paid.kind === "unfunded") {
      if (paid.budget === null) return { notRun: { code: "judge_cap_reached" } };
      return { notRun: { code: "over_budget", params: { by: "budget", budget: paid.budget } } };
    }
    if (paid.kind === "left") {
      await account.giveBack();
      if (leaving.aborted || callee.gate.fullForMs <= 0) return null;
      return { notRun: failureOf({ kind: "throttled", retryAfterMs: callee.gate.fullForMs }) };
    }
    const { outcome } = paid;
    if (outcome.kind === "answered") return check.read(outcome, made);
    if (outcome.kind === "throttled" && outcome.retryAfterMs <= LONGEST_WAIT_MS) continue;
    tries++;
    const mayTry = outcome.kind === "unavailable" || outcome.kind === "uncertain";
    if (mayTry && !("outage" in outcome) && tries < MOST_TRIES && (await sleep(PAUSE_MS, leaving))) continue;
    await account.giveBack();
    return leaving.aborted ? null : { notRun: failureOf(outcome) };
  }
}

function failureOf(outcome: UnansweredCall): Failure {
  if (outcome.kind === "throttled") {
    const minutes = Math.ceil(outcome.retryAfterMs / 60_000);
    return {
      code: "provider_full",
      params: { minutes, detail: cutText(outcome.detail ?? "", LONGEST_DETAIL) },
    };
  }
  const detail = "detail" in outcome ? (outcome.detail ?? "") : "";
  const params = { reason: outcome.code, detail: cutText(detail, LONGEST_DETAIL) };
  return { code: `provider_${outcome.kind}`, params };
}
