import type { ClaimedDecision } from "../decision.ts";

type Made = Exclude<ClaimedDecision, "undo">;

/** Whether a decision on a probe is the known one; who edits or escalates what was rejected has seen that it is not good. */
export function isCaught(answer: "approve" | "reject", decision: Made): boolean {
  return answer === "approve" ? decision === "approve" : decision !== "approve";
}

/** Where an item stands after a decision, as whoever made it would see it. */
export function stateAfter(decision: Made | null): "pending" | "approved" | "rejected" | "escalated" {
  switch (decision) {
    case "approve":
      return "approved";
    case "reject":
      return "rejected";
    case "escalate":
      return "escalated";
    default:
      return "pending";
  }
}
