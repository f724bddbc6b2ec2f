"use client";
import { useEffect, useEffectEvent } from "react";
import { asciiKey, compositionGuard, type ReviewCommand, reviewCommand } from "./review-key.ts";

/**
 * Listens for the single keys of the review screen. Keys typed into a control, held down, composed by an input
 * method or pressed with a modifier mean nothing here.
 * @param isRejecting whether a digit is a reason now.
 */
export function useReviewKeys({
  isOn,
  isRejecting,
  onCommand,
}: {
  isOn: boolean;
  isRejecting: boolean;
  onCommand: (command: ReviewCommand) => void;
}): void {
  const command = useEffectEvent(onCommand);
  const pressed = useEffectEvent((event: KeyboardEvent) => reviewCommand(asciiKey(event), isRejecting));
  useEffect(() => {
    const guard = compositionGuard((callback) => setTimeout(callback, 0));
    const onKeyDown = (event: KeyboardEvent) => {
      if (!isOn || event.defaultPrevented || event.repeat || guard.blocks(event)) return;
      if (event.ctrlKey || event.metaKey || event.altKey || isTypedInto(event.target)) return;
      const asked = pressed(event);
      if (!asked) return;
      event.preventDefault();
      command(asked);
    };
    window.addEventListener("keydown", onKeyDown);
    window.addEventListener("compositionstart", guard.compositionStarted, true);
    window.addEventListener("compositionend", guard.compositionEnded, true);
    return () => {
      window.removeEventListener("keydown", onKeyDown);
      window.removeEventListener("compositionstart", guard.compositionStarted, true);
      window.removeEventListener("compositionend", guard.compositionEnded, true);
    };
  }, [isOn]);
}

function isTypedInto(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const isInPopup = target.closest("[role=dialog], [role=menu], [role=listbox]") !== null;
  return isInPopup || target.isContentEditable || target.matches("input, textarea, select");
}
