import type { ClaimedDecision } from "../decision.ts";

type Made = Exclude<ClaimedDecision, "undo">;

/** Whether a decision on a probe is the known one; who edits or escalates what was rejected has seen that it is not good. */
export function isCaught(answer: "approve" | "reject", decision: Made): boolean {
  return answer === "approve" ? decision === "approve" : decision !== "approve";
}
