import type { RejectRoute } from "#lib/review/reject-reason.ts";
import { DEFAULT_KEYS, KEYED_ACTIONS, type KeyedAction, type ReviewKeys } from "./review-keys.ts";

export type ReviewCommand =
  | {
      do:
        | "approve"
        | "open-reject"
        | "open-note"
        | "edit"
        | "skip"
        | "open-escalate"
        | "next-claim"
        | "undo"
        | "recent"
        | "diff"
        | "picture-view"
        | "picture-zoom"
        | "help"
        | "leave";
    }
  | { do: "move"; by: 1 | -1 }
  | { do: "move-field"; by: 1 | -1 }
  | { do: "reject"; key: string }
  /** The candidate at a place, from 0, where there are some to choose from. */
  | { do: "candidate"; place: number }
  | { do: "route"; route: RejectRoute };

/** Where a rejection goes, by the key that says so while a reason is asked for. */
export const ROUTE_KEYS = [
  { key: "g", route: "regenerate" },
  { key: "c", route: "fix-source" },
  { key: "x", route: "drop" },
] as const satisfies readonly { key: string; route: RejectRoute }[];

const COMMANDS: Record<KeyedAction, ReviewCommand> = {
  approve: { do: "approve" },
  reject: { do: "open-reject" },
  note: { do: "open-note" },
  edit: { do: "edit" },
  skip: { do: "skip" },
  escalate: { do: "open-escalate" },
  next: { do: "move", by: 1 },
  previous: { do: "move", by: -1 },
  "field-before": { do: "move-field", by: -1 },
  "field-after": { do: "move-field", by: 1 },
  claim: { do: "next-claim" },
  undo: { do: "undo" },
  recent: { do: "recent" },
  diff: { do: "diff" },
  "picture-view": { do: "picture-view" },
  "picture-zoom": { do: "picture-zoom" },
  help: { do: "help" },
};

/**
 * What a single key means here; `null` for nothing.
 * @param isRejecting R was pressed: digits are reasons, and letters where it goes; all else but Escape is nothing. Else
 * digits choose a candidate.
 * @param keys which key does what.
 */
export function reviewCommand(
  key: string,
  isRejecting: boolean,
  keys: ReviewKeys = DEFAULT_KEYS,
): ReviewCommand | null {
  if (isRejecting) {
    if (/^\d$/.test(key)) return { do: "reject", key };
    const routed = ROUTE_KEYS.find((one) => one.key === key);
    if (routed) return { do: "route", route: routed.route };
    return key === "Escape" || key === keys.reject ? { do: "leave" } : null;
  }
  if (key === "Escape") return { do: "leave" };
  if (/^[1-9]$/.test(key)) return { do: "candidate", place: Number(key) - 1 };
  const action = KEYED_ACTIONS.find((one) => keys[one] === key);
  return action ? COMMANDS[action] : null;
}
