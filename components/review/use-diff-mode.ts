"use client";
import { useEffect, useState } from "react";
import { DIFF_MODES, type DiffMode } from "./diff-mode.ts";

const KEY = "review.diff-mode";

/** What the output pane was last asked to show, remembered as long as this tab is open. */
export function useDiffMode(): [DiffMode, (mode: DiffMode) => void] {
  const [mode, setMode] = useState<DiffMode>("output");
  useEffect(() => {
    const kept = DIFF_MODES.find((one) => one === read());
    if (kept) setMode(kept);
  }, []);
  return [
    mode,
    (next) => {
      setMode(next);
      try {
        sessionStorage.setItem(KEY, next);
      } catch {
        // Full or forbidden: remembered for this page only.
      }
    },
  ];
}

function read(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}
