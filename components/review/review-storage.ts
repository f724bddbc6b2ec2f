import type { Output } from "#lib/review/decision.ts";
import type { OutboxEntry } from "./session/outbox.ts";

/** What of a review must survive a reload: decisions not yet confirmed, and drafts. */
export interface ReviewStorage {
  entries(): OutboxEntry[];
  /** @returns whether it is safe on this machine. */
  keep(entry: OutboxEntry): boolean;
  drop(requestId: string): void;
  draft(itemId: string): Output | null;
  keepDraft(itemId: string, output: Output | null): void;
}

/**
 * The storage of one member in this browser. Each decision has a key of its own, so that two tabs never overwrite
 * each other's, and is written before the next item is shown.
 */
export function browserStorage(memberId: string): ReviewStorage {
  const outboxPrefix = `presswork.review.outbox.${memberId}.`;
  const draftPrefix = `presswork.review.draft.${memberId}.`;
  return {
    entries() {
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(outboxPrefix));
      return keys.flatMap((key) => read<OutboxEntry>(key) ?? []).sort((a, b) => a.madeAt - b.madeAt);
    },
    keep: (entry) => write(outboxPrefix + entry.requestId, entry),
    drop: (requestId) => localStorage.removeItem(outboxPrefix + requestId),
    draft: (itemId) => read<Output>(draftPrefix + itemId),
    keepDraft(itemId, output) {
      if (output) write(draftPrefix + itemId, output);
      else localStorage.removeItem(draftPrefix + itemId);
    },
  };
}

function read<Value>(key: string): Value | null {
  const text = localStorage.getItem(key);
  if (text === null) return null;
  try {
    return JSON.parse(text) as Value;
  } catch {
    // Half written by a browser that was ended: nothing can be made of it.
    return null;
  }
}

function write(key: string, value: unknown): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    // Full or forbidden: the decision then lives in this page only, and the screen says so.
    return false;
  }
}
