"use client";
import { useEffect, useState } from "react";

/**
 * What somebody has chosen in this tab, kept through a reload; begun anew for another key.
 * @param key `null` while it is not known yet what is chosen for; `none` stands until then.
 */
export function useKeptChoice<Choice>(
  key: string | null,
  { none, begin }: { none: Choice; begin: () => Choice },
): [Choice, (choice: Choice) => void] {
  const [choice, setChoice] = useState(none);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for what it begins with
  useEffect(() => {
    if (!key) return;
    const kept = sessionStorage.getItem(key);
    setChoice(kept ? (JSON.parse(kept) as Choice) : begin());
  }, [key]);
  const store = (next: Choice) => {
    setChoice(next);
    if (key) sessionStorage.setItem(key, JSON.stringify(next));
  };
  return [choice, store];
}
