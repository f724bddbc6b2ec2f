import type { NamedClaim } from "#lib/review/claim-leases.ts";
import type { Output } from "#lib/review/decision.ts";
import type { OutboxEntry } from "./outbox.ts";
import type { ReadFor, SessionEvent } from "./session-event.ts";

/** What a sitting asks to be done; each answer comes back as an event. */
export type SessionEffect =
  /** To this machine's storage. */
  | { do: "keep-entry"; entry: OutboxEntry }
  | { do: "drop-entry"; requestId: string }
  | { do: "keep-draft"; itemId: string; output: Output | null }
  /** To the API. */
  | { do: "send"; entries: readonly OutboxEntry[] }
  | { do: "claim"; limit: number; except: readonly string[]; resume: boolean }
  | { do: "release"; claims: NamedClaim[] }
  | { do: "renew"; claims: NamedClaim[] }
  | { do: "read-queue" }
  | { do: "read-own-decisions"; readFor: ReadFor }
  | { do: "read-undone-item"; decisionId: string; itemId: string }
  /** To the clock; a sitting that has ended waits for nothing. */
  | { do: "wait"; forMs: number; event: SessionEvent };
