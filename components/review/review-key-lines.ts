import { ROUTE_KEYS } from "./review-key.ts";
import { keyLabel, type ReviewKeys } from "./review-keys.ts";

/** What each key of the review screen does, in the order in which one learns them, with the keys as they are. */
export function reviewKeyLines(keys: ReviewKeys) {
  const routes = ROUTE_KEYS.map(({ key }) => key);
  const lines = [
    { id: "approve", keys: [keys.approve] },
    { id: "reject", keys: [keys.reject, "1–9, 0"] },
    { id: "route", keys: [keys.reject, ...routes] },
    { id: "note", keys: [keys.note, "Enter"] },
    { id: "edit", keys: [keys.edit] },
    { id: "save", keys: ["Ctrl/⌘", "Enter"] },
    { id: "leave", keys: ["Esc"] },
    { id: "skip", keys: [keys.skip] },
    { id: "escalate", keys: [keys.escalate, "Enter"] },
    { id: "move", keys: [keys.next, keys.previous] },
    { id: "field", keys: [keys["field-before"], keys["field-after"]] },
    { id: "claim", keys: [keys.claim] },
    { id: "undo", keys: [keys.undo] },
    { id: "recent", keys: [keys.recent] },
    { id: "diff", keys: [keys.diff] },
    { id: "picture-view", keys: [keys["picture-view"]] },
    { id: "picture-zoom", keys: [keys["picture-zoom"]] },
    { id: "candidate", keys: ["1–9"] },
  ] as const;
  return lines.map((line) => ({
    ...line,
    keys: line.keys.map((key) => (key.length === 1 ? keyLabel(key) : key)),
  }));
}
