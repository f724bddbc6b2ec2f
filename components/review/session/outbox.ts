import type { ClaimedDecision, Output } from "#lib/review/decision.ts";
import type { RejectRoute } from "#lib/review/reject-reason.ts";

/** A decision made on screen and not yet confirmed by the server. */
export interface OutboxEntry {
  /** Sent again under the same id it is made once. */
  requestId: string;
  itemId: string;
  token: number;
  outputVersion: number;
  decision: ClaimedDecision;
  reason?: string;
  note?: string;
  route?: RejectRoute;
  output?: Output;
  madeAt: number;
}

/** What the server said of one decision. */
export interface OutboxAnswer {
  itemId: string;
  status: string;
}

export interface Outbox {
  /** In the order they were made. */
  entries: readonly OutboxEntry[];
  /** Request ids on their way to the server now. */
  sending: readonly string[];
  /** Failed tries in a row; 0 after a success. */
  failures: number;
}

export const EMPTY_OUTBOX: Outbox = { entries: [], sending: [], failures: 0 };

/** Most decisions one call carries. */
export const FLUSH_SIZE = 50;

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

export type OutboxEvent =
  | { type: "made"; entry: OutboxEntry }
  | { type: "restored"; entries: OutboxEntry[] }
  | { type: "sending"; requestIds: string[] }
  | { type: "answered"; requestIds: string[] }
  | { type: "failed" }
  | { type: "withdrawn"; requestId: string };

/** The outbox after an event. An answered decision leaves it whatever the answer was; a failed call loses none. */
export function outboxAfter(outbox: Outbox, event: OutboxEvent): Outbox {
  switch (event.type) {
    case "made":
      return { ...outbox, entries: [...outbox.entries, event.entry] };
    case "restored": {
      const known = new Set(outbox.entries.map(({ requestId }) => requestId));
      const entries = [...event.entries.filter(({ requestId }) => !known.has(requestId)), ...outbox.entries];
      return { ...outbox, entries: entries.sort((a, b) => a.madeAt - b.madeAt) };
    }
    case "sending":
      return { ...outbox, sending: event.requestIds };
    case "answered":
      return {
        entries: outbox.entries.filter(({ requestId }) => !event.requestIds.includes(requestId)),
        sending: [],
        failures: 0,
      };
    case "failed":
      return { ...outbox, sending: [], failures: outbox.failures + 1 };
    case "withdrawn":
      return canWithdraw(outbox, event.requestId)
        ? { ...outbox, entries: outbox.entries.filter(({ requestId }) => requestId !== event.requestId) }
        : outbox;
  }
}

/** What goes with the next call; nothing while one is under way. */
export function nextFlush(outbox: Outbox): readonly OutboxEntry[] {
  return outbox.sending.length > 0 ? [] : outbox.entries.slice(0, FLUSH_SIZE);
}

/** Whether a decision can be taken back here, because no call ever carried it. */
export function canWithdraw(outbox: Outbox, requestId: string): boolean {
  const isWaiting = outbox.entries.some((entry) => entry.requestId === requestId);
  // After a failed call nobody knows whether the server got it.
  return isWaiting && !outbox.sending.includes(requestId) && outbox.failures === 0;
}

/** How long to wait after so many failed tries in a row, in ms. */
export function retryDelayMs(failures: number): number {
  return failures === 0 ? 0 : Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1));
}
