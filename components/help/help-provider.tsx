"use client";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { DEFAULT_KEYS, type ReviewKeys } from "#components/review/review-keys.ts";
import { useSingleKeys } from "#components/review/use-single-keys.ts";
import { asciiKey, compositionGuard } from "#components/ui/pressed-key.ts";
import { HelpDialog } from "./help-dialog.tsx";

interface Help {
  open(): void;
  /** Whether keys without a modifier do something in this browser: they can be turned off, for speech input or against slips. */
  singleKeys: boolean;
  /** Which key does what on the review screen. */
  keys: ReviewKeys;
}

const HelpContext = createContext<Help>({ open: () => {}, singleKeys: true, keys: DEFAULT_KEYS });

/** The help of the page one is on, and whether single keys are on. */
export function useHelp(): Help {
  return useContext(HelpContext);
}

/** Gives every page its help, at the key `?` and wherever somebody asks for it. */
export function HelpProvider({ children }: { children: ReactNode }) {
  const [isOpen, setIsOpen] = useState(false);
  const single = useSingleKeys();
  const { isOn: singleKeys, keys } = single;
  useHelpKey(singleKeys, setIsOpen);
  const help = useMemo(() => ({ open: () => setIsOpen(true), singleKeys, keys }), [singleKeys, keys]);
  return (
    <HelpContext value={help}>
      {children}
      <HelpDialog open={isOpen} onOpenChange={setIsOpen} single={single} />
    </HelpContext>
  );
}

// Not while somebody types or an input method composes, where `?` is a character like any other.
function useHelpKey(isOn: boolean, onAsked: (open: true) => void): void {
  useEffect(() => {
    if (!isOn) return;
    const guard = compositionGuard((callback) => setTimeout(callback, 0));
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || guard.blocks(event) || isTypedInto(event.target)) return;
      if (event.ctrlKey || event.metaKey || event.altKey || asciiKey(event) !== "?") return;
      event.preventDefault();
      onAsked(true);
    };
    window.addEventListener("keydown", onKeyDown);
    window.addEventListener("compositionstart", guard.compositionStarted, true);
    window.addEventListener("compositionend", guard.compositionEnded, true);
    return () => {
      window.removeEventListener("keydown", onKeyDown);
      window.removeEventListener("compositionstart", guard.compositionStarted, true);
      window.removeEventListener("compositionend", guard.compositionEnded, true);
    };
  }, [isOn, onAsked]);
}

function isTypedInto(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const isInPopup = target.closest("[aria-modal=true], [role=menu], [role=listbox]") !== null;
  return isInPopup || target.isContentEditable || target.matches("input, textarea, select");
}
