"use client";
import { useEffect, useEffectEvent } from "react";

/** Tells when an item has really been painted: only what somebody can have seen can be decided on. */
export function usePainted(itemId: string | undefined, onPainted: (itemId: string) => void): void {
  const painted = useEffectEvent(onPainted);
  useEffect(() => {
    if (!itemId) return;
    // The frame after this effect has been painted when the second callback runs.
    let second = 0;
    const first = requestAnimationFrame(() => {
      second = requestAnimationFrame(() => painted(itemId));
    });
    return () => {
      cancelAnimationFrame(first);
      cancelAnimationFrame(second);
    };
  }, [itemId]);
}
