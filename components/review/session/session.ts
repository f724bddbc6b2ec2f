import type { QueuedBatch } from "#lib/review/read-queue.ts";
import type { Claim } from "../review-answers.ts";
import { type OutboxEntry, type OutboxEvent, outboxAfter } from "./outbox.ts";
import { firstView, type ReviewView } from "./review-view.ts";
import type { SeenItem } from "./seen-item.ts";
import type { SessionEffect } from "./session-effect.ts";

/** A decision of this sitting, with the item as it was decided on. */
export interface Undoable {
  entry: OutboxEntry;
  claim: Claim;
}

/** All that one sitting of one reviewer knows: what the screen shows, and what it goes by. */
export interface Session {
  view: ReviewView;
  /** `opening`: what an earlier sitting left is sent before anything is claimed. */
  stage: "closed" | "opening" | "open";
  /** What can be taken back, latest last. */
  undoable: readonly Undoable[];
  /** Undo requests on their way, by their ids, with the item they bring back. */
  undoing: Readonly<Record<string, Claim>>;
  /** Decisions of earlier sittings that were asked to be taken back. */
  undone: readonly string[];
  /** Items given back, which are not wanted again. */
  skipped: readonly string[];
  isClaiming: boolean;
  /** Whether the latest claim found nothing. */
  isDry: boolean;
  /** Whether decisions go out one at a time, to find the one that the server can't read. */
  isOneByOne: boolean;
  seen: SeenItem | null;
}

/** A sitting that has not started. */
export function newSession(queue: readonly QueuedBatch[]): Session {
  return {
    view: firstView(queue),
    stage: "closed",
    undoable: [],
    undoing: {},
    undone: [],
    skipped: [],
    isClaiming: false,
    isDry: false,
    isOneByOne: false,
    seen: null,
  };
}

/** What an event makes of a session, and what is to be done about it, in this order. */
export interface SessionStep {
  session: Session;
  effects: readonly SessionEffect[];
}

/** A step after which these effects are to be carried out. */
export function step(session: Session, ...effects: SessionEffect[]): SessionStep {
  return { session, effects };
}

/** Goes on where a step ended; what that step asked for is done first. */
export function andThen(before: SessionStep, next: (session: Session) => SessionStep): SessionStep {
  const { session, effects } = next(before.session);
  return { session, effects: [...before.effects, ...effects] };
}

/** The session with another view. */
export function showing(session: Session, change: Partial<ReviewView>): Session {
  return { ...session, view: { ...session.view, ...change } };
}

/** The session with its outbox after an event. */
export function withOutbox(session: Session, event: OutboxEvent): Session {
  return showing(session, { outbox: outboxAfter(session.view.outbox, event) });
}
