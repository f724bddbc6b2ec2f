import { asciiKey, digitAt, type PressedKey } from "#components/ui/pressed-key.ts";
import type { Choice } from "#lib/trials/votes/vote-figures.ts";

export type VoteCommand = Choice | "undo";

/** The keys of a blind vote, the ones that are shown first. */
export const VOTE_KEYS = {
  left: ["1", "ArrowLeft"],
  right: ["2", "ArrowRight"],
  tie: ["0", "="],
  "both-bad": ["9"],
  undo: ["u"],
} as const satisfies Record<VoteCommand, readonly string[]>;

/** What a key says in a blind vote; `null` for nothing. A digit counts by its place where it needs Shift otherwise. */
export function voteCommand(pressed: PressedKey): VoteCommand | null {
  return commandOf(asciiKey(pressed)) ?? commandOf(digitAt(pressed) ?? "");
}

function commandOf(key: string): VoteCommand | null {
  const found = Object.entries(VOTE_KEYS).find(([, keys]) => (keys as readonly string[]).includes(key));
  return found ? (found[0] as VoteCommand) : null;
}
