"use client";
import { asciiKey, digitAt } from "#components/ui/pressed-key.ts";
import { isThirdLevel, useKeyCommands } from "#components/ui/use-key-commands.ts";
import { type ReviewCommand, reviewCommand } from "./review-key.ts";
import type { ReviewKeys } from "./review-keys.ts";

/**
 * Listens for the single keys of the review screen.
 * @param isRejecting whether a digit is a reason now; else it chooses a candidate.
 */
export function useReviewKeys({
  isOn,
  isRejecting,
  keys,
  onCommand,
}: {
  isOn: boolean;
  isRejecting: boolean;
  keys: ReviewKeys;
  onCommand: (command: ReviewCommand) => void;
}): void {
  useKeyCommands({
    isOn,
    commandOf: (event) => {
      const digit = isThirdLevel(event) ? null : digitAt(event);
      return reviewCommand(digit ?? asciiKey(event), isRejecting, keys);
    },
    onCommand,
  });
}
