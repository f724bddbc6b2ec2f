"use client";
import { useEffect, useRef, useState } from "react";
import { client } from "#components/api/client.ts";
import { addSample, type ProgressSample } from "#lib/batches/view/progress.ts";
import { type Batch, endedOf } from "./answers.ts";

const RECONNECT_MS = 1_500;

/** A batch as it is told by the server, and how far it was in the last half minute. */
export function useLiveBatch(first: Batch): {
  batch: Batch;
  samples: readonly ProgressSample[];
  /** The connection is lost and is being tried again. */
  stale: boolean;
  /** Listens again, after something was done to a batch that was over. */
  listen: () => void;
} {
  const [batch, setBatch] = useState(first);
  const [stale, setStale] = useState(false);
  const [round, setRound] = useState(0);
  const samples = useRef<ProgressSample[]>([]);
  const { id } = first;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another round listens anew
  useEffect(() => {
    const stop = new AbortController();
    const follow = async () => {
      while (!stop.signal.aborted) {
        try {
          for await (const now of await client.batches.events({ id }, { signal: stop.signal })) {
            samples.current = addSample(samples.current, { atMs: Date.now(), ended: endedOf(now) });
            setBatch(now);
            setStale(false);
          }
          return;
        } catch {
          if (stop.signal.aborted) return;
          setStale(true);
          await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
        }
      }
    };
    void follow();
    return () => stop.abort();
  }, [id, round]);

  return { batch, samples: samples.current, stale, listen: () => setRound((before) => before + 1) };
}
