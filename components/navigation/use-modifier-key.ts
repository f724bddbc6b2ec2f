"use client";
import { useSyncExternalStore } from "react";

const never = () => () => {};

/** "⌘" on a Mac, "Ctrl" elsewhere. */
export function useModifierKey(): "⌘" | "Ctrl" {
  return useSyncExternalStore<"⌘" | "Ctrl">(
    never,
    () => (/mac|iphone|ipad/i.test(navigator.userAgent) ? "⌘" : "Ctrl"),
    () => "Ctrl",
  );
}
