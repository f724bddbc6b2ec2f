import type { PastDecision, PastOverride, ReviewMessage } from "#lib/review/read-review-item.ts";

/** Something that happened to an item: a decision, a block that was let pass, or what somebody wrote about it. */
export type PastEvent =
  | ({ kind: "decision" } & PastDecision)
  | ({ kind: "override"; id: string } & PastOverride)
  | ({ kind: "message" } & ReviewMessage);

/** What is known of an item's past. */
export interface ItemPast {
  history: readonly PastDecision[];
  messages: readonly ReviewMessage[];
  overrides: readonly PastOverride[];
}

/** All that happened to an item, oldest first. */
export function pastOf({ history, messages, overrides }: ItemPast): PastEvent[] {
  const events: PastEvent[] = [
    ...history.map((decision) => ({ kind: "decision" as const, ...decision })),
    ...overrides.map((override) => ({
      kind: "override" as const,
      id: `${override.check}:${override.at}`,
      ...override,
    })),
    ...messages.map((message) => ({ kind: "message" as const, ...message })),
  ];
  return events.sort((a, b) => a.at.localeCompare(b.at));
}

/** The thread of an item's latest escalation: its note, and what was written since; none of an item that never was escalated. */
export function threadOf(item: ItemPast): PastEvent[] {
  const past = pastOf(item);
  const from = past.findLastIndex((event) => event.kind === "decision" && event.decision === "escalate");
  return from < 0 ? [] : past.slice(from).filter((event, at) => at === 0 || event.kind === "message");
}
