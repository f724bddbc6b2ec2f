"use client";
import { useCallback, useEffect, useState } from "react";

/**
 * State that this browser remembers under a key; without a key it is plain state.
 * The first paint always uses the initial value, so that server and browser agree.
 */
export function useStoredState<Value>(
  key: string | undefined | "",
  initial: Value,
): [Value, (value: Value) => void] {
  const [value, setValue] = useState(initial);
  useEffect(() => {
    if (!key) return;
    try {
      const stored = localStorage.getItem(key);
      if (stored !== null) setValue(JSON.parse(stored) as Value);
    } catch {
      // A private window or an unreadable value: the initial one stands.
    }
  }, [key]);
  const store = useCallback(
    (next: Value) => {
      setValue(next);
      if (!key) return;
      try {
        localStorage.setItem(key, JSON.stringify(next));
      } catch {
        // Storage is full or forbidden: remembered for this page only.
      }
    },
    [key],
  );
  return [value, store];
}
