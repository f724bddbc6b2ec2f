import type { ReviewState } from "#lib/checks/first-review-state.ts";

/** Where an item stands after a decision, as whoever made it would see it. */
export function stateAfter(
  decision: "approve" | "reject" | "edit" | "escalate" | null,
): Extract<ReviewState, "pending" | "approved" | "rejected" | "escalated"> {
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
