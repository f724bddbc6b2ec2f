"use client";
import { useRef, useState } from "react";
import { client } from "#components/api/client.ts";
import { useServerEvents } from "#components/api/use-server-events.ts";
import { isFinal } from "#lib/batches/batch-state.ts";
import { addSample, type ProgressSample } from "#lib/batches/view/progress.ts";
import { type Batch, endedOf } from "./answers.ts";

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
  const [round, setRound] = useState(0);
  const samples = useRef<ProgressSample[]>([]);
  const { id } = first;
  const stale = useServerEvents<Batch>({
    source: `${id}.${round}`,
    open: (signal) => client.batches.events({ id }, { signal }),
    hear: (now) => {
      samples.current = addSample(samples.current, { atMs: Date.now(), ended: endedOf(now) });
      setBatch(now);
    },
    isLast: ({ status, counts }) => isFinal(status) && counts.running === 0,
  });
  return { batch, samples: samples.current, stale, listen: () => setRound((before) => before + 1) };
}
