"use client";
import { useEffect, useState } from "react";

const SHOWN_MS = 2_000;

/** Words that are shown for a moment beside the keys, and how to show some; `null` for none. */
export function useQuietSign(): [string | null, (words: string) => void] {
  const [sign, setSign] = useState<{ words: string } | null>(null);
  useEffect(() => {
    if (!sign) return;
    const timer = setTimeout(() => setSign(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [sign]);
  return [sign?.words ?? null, (words) => setSign({ words })];
}
