import type { TemplateBody } from "#lib/templates/template.ts";

/** A draft as this page of the browser has it, whichever editor shows it: going away and back loses nothing of it. */
export interface DraftInHand {
  body: TemplateBody;
  /** As the server has it, as far as we know; what is unsaved is whatever differs. */
  saved: SavedDraft;
  underWay: Promise<SaveOutcome> | null;
}

/** A draft as the server has it; times are RFC 3339. */
export interface SavedDraft {
  body: TemplateBody;
  revision: number;
  updatedAt: string;
}

/** How a save ended. */
export type SaveOutcome =
  | { kind: "saved" }
  /** It was saved from elsewhere in the meantime. */
  | { kind: "conflict" }
  | { kind: "failed"; error: unknown };

/** Sends a draft, read at a revision, to the server. */
export type SendDraft = (draft: {
  body: TemplateBody;
  revision: number;
}) => Promise<{ revision: number; updatedAt: string } | "conflict">;

const hands = new Map<string, DraftInHand>();

/**
 * The draft of a template as this page of the browser has it; begun with what the server rendered, and with that
 * again where it is newer and nothing is unsaved. A server that renders keeps none: it has many readers.
 */
export function draftInHand(templateId: string, rendered: SavedDraft): DraftInHand {
  const known = hands.get(templateId);
  if (known && (isUnsaved(known) || known.saved.revision >= rendered.revision)) return known;
  const hand: DraftInHand = { body: rendered.body, saved: rendered, underWay: null };
  if (typeof window !== "undefined") hands.set(templateId, hand);
  return hand;
}

/** Whether there is something the server has not got. */
export function isUnsaved({ body, saved }: DraftInHand): boolean {
  return body !== saved.body;
}

/** Takes what the server has in place of what is in hand. */
export function takeSaved(hand: DraftInHand, saved: SavedDraft): void {
  hand.saved = saved;
  hand.body = saved.body;
}

/**
 * Saves until the server has everything that was written, also what is written meanwhile. One save at a time: a
 * second one would carry a revision that the first has just made stale.
 */
export function saveDraftInHand(hand: DraftInHand, send: SendDraft): Promise<SaveOutcome> {
  hand.underWay ??= sendAll(hand, send).finally(() => {
    hand.underWay = null;
  });
  return hand.underWay;
}

async function sendAll(hand: DraftInHand, send: SendDraft): Promise<SaveOutcome> {
  while (isUnsaved(hand)) {
    const { body } = hand;
    try {
      const answer = await send({ body, revision: hand.saved.revision });
      if (answer === "conflict") return { kind: "conflict" };
      hand.saved = { body, ...answer };
    } catch (error) {
      return { kind: "failed", error };
    }
  }
  return { kind: "saved" };
}
