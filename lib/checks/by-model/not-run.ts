import type { Failure } from "#lib/failure.ts";
import type { AnsweredCall } from "#lib/models/endpoints/call-outcome.ts";
import { cutText } from "#lib/storable-text.ts";
import type { CheckKind, Verdict } from "../verdict.ts";

/** Of a check that has no name of its own. */
const NO_NAME = "none";
const MOST_WORDS = 300;
const VERSION = "1";

/** That a check which asks a model was not run: a person is told, whatever its severity, and nothing is said of the output. */
export function notRunVerdict(kind: CheckKind, { code, params = {} }: Failure, judge = NO_NAME): Verdict {
  const { reason = "", detail = "" } = params;
  return {
    kind,
    verdict: "warn",
    field: null,
    spans: [],
    message: { code: "check_not_run", params: { judge, listReason: code, reason, detail } },
    evidence: { notRun: true },
    version: VERSION,
  };
}

/** That a model answered, and its answer says nothing that can be gone by. */
export function unreadable({ text, finishReason }: Pick<AnsweredCall, "text" | "finishReason">): Failure {
  const detail = cutText(text.replaceAll(/\s+/g, " ").trim(), MOST_WORDS);
  if (finishReason === "length") return { code: "judge_cut_off", params: { detail } };
  if (finishReason === "content-filter") return { code: "judge_filtered", params: { detail } };
  return { code: "judge_unreadable", params: { detail } };
}
