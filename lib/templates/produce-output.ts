import type {
  AnsweredCall,
  CallOutcome,
  ChatMessage,
  UnansweredCall,
} from "#lib/models/endpoints/call-outcome.ts";
import { type Misfit, parseOutput } from "./output.ts";
import { repairMessages } from "./repair-messages.ts";
import type { TemplateVersion } from "./template.ts";

/** Which of the calls for one output this is. */
export type CallPurpose = "generate" | "repair";

export interface OutputRequest {
  version: Pick<TemplateVersion, "outputs">;
  messages: ChatMessage[];
  /** Makes one paid call; ledger, reservation and pacing are the caller's. */
  callOnce: (messages: ChatMessage[], purpose: CallPurpose) => Promise<CallOutcome>;
}

export type ProducedOutput =
  | { kind: "succeeded"; output: Record<string, unknown> }
  /** The answer fits neither at first nor repaired: the first misfit, and how many there are. */
  | { kind: "failed"; failure: { code: string; params: Record<string, string | number> } }
  /** A call gave no answer; the caller decides whether it waits, tries again or gives up. */
  | { kind: "stopped"; outcome: UnansweredCall };

/** Asks for an output; an answer that does not fit is sent back once with what is wrong, then failed. */
export async function produceOutput({ version, messages, callOnce }: OutputRequest): Promise<ProducedOutput> {
  const first = await callOnce(messages, "generate");
  if (first.kind !== "answered") return { kind: "stopped", outcome: first };
  const answer = parseOutput(version.outputs, first.text);
  if (answer.ok) return { kind: "succeeded", output: answer.output };
  if (isFiltered(first)) return filtered;
  const second = await callOnce(repairMessages(messages, first.text, answer.misfits), "repair");
  if (second.kind !== "answered") return { kind: "stopped", outcome: second };
  const repaired = parseOutput(version.outputs, second.text);
  if (repaired.ok) return { kind: "succeeded", output: repaired.output };
  return isFiltered(second) ? filtered : { kind: "failed", failure: failureOf(repaired.misfits) };
}

const filtered: ProducedOutput = { kind: "failed", failure: { code: "output_filtered", params: {} } };

// The provider cut its own answer off: asking it to mend that would be paid for and filtered again.
function isFiltered({ finishReason }: AnsweredCall): boolean {
  return finishReason === "content-filter";
}

function failureOf(misfits: Misfit[]): { code: string; params: Record<string, string | number> } {
  const [first] = misfits;
  return first
    ? { code: first.code, params: { ...first.params, misfits: misfits.length } }
    : { code: "output_not_json", params: { field: "", misfits: 1 } };
}
