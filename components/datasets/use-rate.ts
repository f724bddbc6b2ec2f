"use client";
import { useEffect, useRef, useState } from "react";

/** Over how long the rate is taken: long enough to be calm, short enough to be true. */
const WINDOW_MS = 10_000;

export interface Rate {
  perSecond: number;
  /** Until the whole is done; `null` while nothing moves. */
  remainingMs: number | null;
}

/**
 * How fast something counts up, from its last ten seconds; `null` before two readings.
 * @param done so far. @param total in the same unit.
 */
export function useRate(done: number, total: number): Rate | null {
  const readings = useRef<{ at: number; done: number }[]>([]);
  const [rate, setRate] = useState<Rate | null>(null);
  useEffect(() => {
    const now = performance.now();
    const recent = readings.current.filter(({ at }) => now - at <= WINDOW_MS);
    readings.current = [...recent, { at: now, done }];
    const first = readings.current[0];
    if (!first || readings.current.length < 2) return;
    const perSecond = Math.max(0, ((done - first.done) / (now - first.at)) * 1000);
    const remainingMs = perSecond > 0 ? ((total - done) / perSecond) * 1000 : null;
    setRate({ perSecond, remainingMs });
  }, [done, total]);
  return rate;
}
