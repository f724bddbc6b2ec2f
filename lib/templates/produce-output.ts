import type { PromptMessage } from "./messages.ts";
import { type Misfit, parseOutput } from "./output.ts";
import { type RepairMessage, repairMessages } from "./repair-messages.ts";
import type { TemplateVersion } from "./template.ts";

/** Which of the calls for one output this is. */
export type CallPurpose = "generate" | "repair";

export interface OutputRequest<Outcome extends { kind: string }> {
  version: Pick<TemplateVersion, "outputs">;
  messages: PromptMessage[];
  /** Makes one paid call; ledger, reservation and pacing are the caller's. */
  callOnce: (messages: RepairMessage[], purpose: CallPurpose) => Promise<Outcome>;
}

export type ProducedOutput<Outcome extends { kind: string }> =
  | { kind: "succeeded"; output: Record<string, unknown> }
  /** The answer fits neither at first nor repaired: the first misfit, and how many there are. */
  | { kind: "failed"; failure: { code: string; params: Record<string, string | number> } }
  /** A call gave no answer; the caller decides whether it waits, tries again or gives up. */
  | { kind: "stopped"; outcome: Exclude<Outcome, { kind: "answered" }> };

/** Asks for an output; an answer that does not fit is sent back once with what is wrong, then failed. */
export async function produceOutput<Outcome extends { kind: string }>({
  version,
  messages,
  callOnce,
}: OutputRequest<Outcome>): Promise<ProducedOutput<Outcome>> {
  const first = await callOnce(messages, "generate");
  if (!isAnswer(first)) return stopped(first);
  const answer = parseOutput(version.outputs, first.text);
  if (answer.ok) return { kind: "succeeded", output: answer.output };
  const second = await callOnce(repairMessages(messages, first.text, answer.misfits), "repair");
  if (!isAnswer(second)) return stopped(second);
  const repaired = parseOutput(version.outputs, second.text);
  if (repaired.ok) return { kind: "succeeded", output: repaired.output };
  return { kind: "failed", failure: failureOf(repaired.misfits) };
}

function isAnswer<Outcome extends { kind: string }>(outcome: Outcome): outcome is Outcome & { text: string } {
  return outcome.kind === "answered";
}

function stopped<Outcome extends { kind: string }>(outcome: Outcome): ProducedOutput<Outcome> {
  return { kind: "stopped", outcome: outcome as Exclude<Outcome, { kind: "answered" }> };
}

function failureOf(misfits: Misfit[]): { code: string; params: Record<string, string | number> } {
  const [first] = misfits;
  return first
    ? { code: first.code, params: { ...first.params, misfits: misfits.length } }
    : { code: "output_not_json", params: { field: "", misfits: 1 } };
}
