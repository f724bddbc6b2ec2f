"use client";
import { useEffect, useEffectEvent } from "react";
import { compositionGuard } from "./pressed-key.ts";

/**
 * Listens for single keys of a page. Keys typed into a control, held down, composed by an input method or pressed with
 * a modifier mean nothing here.
 * @param commandOf what a key asks for; `null` for nothing.
 */
export function useKeyCommands<Command>({
  isOn,
  commandOf,
  onCommand,
}: {
  isOn: boolean;
  commandOf: (event: KeyboardEvent) => Command | null;
  onCommand: (command: Command) => void;
}): void {
  const command = useEffectEvent(onCommand);
  const pressed = useEffectEvent(commandOf);
  useEffect(() => {
    const guard = compositionGuard((callback) => setTimeout(callback, 0));
    let composedIn: EventTarget | null = null;
    const onCompositionStart = (event: Event) => {
      composedIn = event.target;
      guard.compositionStarted();
    };
    const onKeyDown = (event: KeyboardEvent) => {
      // A control that is taken away while something is composed in it never says that this has ended.
      if (composedIn instanceof Node && !composedIn.isConnected) {
        composedIn = null;
        guard.compositionEnded();
      }
      if (!isOn || event.defaultPrevented || event.repeat || guard.blocks(event)) return;
      if (isModified(event) || isTypedInto(event.target)) return;
      const asked = pressed(event);
      if (!asked) return;
      event.preventDefault();
      command(asked);
    };
    window.addEventListener("keydown", onKeyDown);
    window.addEventListener("compositionstart", onCompositionStart, true);
    window.addEventListener("compositionend", guard.compositionEnded, true);
    return () => {
      window.removeEventListener("keydown", onKeyDown);
      window.removeEventListener("compositionstart", onCompositionStart, true);
      window.removeEventListener("compositionend", guard.compositionEnded, true);
    };
  }, [isOn]);
}

// AltGr is how many keyboards give [ and ], and a letter with it is another one: its place says nothing.
function isModified(event: KeyboardEvent): boolean {
  if (isThirdLevel(event)) return !/^[!-~]$/.test(event.key);
  return event.ctrlKey || event.metaKey || event.altKey;
}

/** AltGr, or what a browser takes for it, is held. */
export function isThirdLevel(event: KeyboardEvent): boolean {
  return event.getModifierState("AltGraph");
}

function isTypedInto(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const isInPopup = target.closest("[role=dialog], [role=menu], [role=listbox]") !== null;
  return isInPopup || target.isContentEditable || target.matches("input, textarea, select");
}
