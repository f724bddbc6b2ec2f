"use client";
import { useEffect, useState } from "react";
import { client } from "#components/api/client.ts";
import type { DatasetAnswer, DatasetSummary } from "./dataset-answer.ts";

const RECONNECT_AFTER_MS = 1_000;

/** The dataset as its import goes on, from the server's events; `onEnd` when it has ended. */
export function useImport(dataset: DatasetAnswer, onEnd: () => void): DatasetSummary {
  const [live, setLive] = useState<DatasetSummary | null>(null);
  const { id, status } = dataset;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new callback is no reason to listen anew
  useEffect(() => {
    if (status !== "importing") return;
    const closing = new AbortController();
    void follow(id, closing.signal, setLive).then(onEnd, () => {});
    return () => closing.abort();
  }, [id, status]);
  return status === "importing" && live ? live : dataset;
}

// A lost connection is no reason to stop watching: the import goes on without us.
async function follow(
  id: string,
  signal: AbortSignal,
  onChange: (now: DatasetSummary) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const now of await client.datasets.events({ id }, { signal })) {
        onChange(now);
        if (now.status !== "importing") return;
      }
    } catch {
      signal.throwIfAborted();
    }
    await new Promise((resolve) => setTimeout(resolve, RECONNECT_AFTER_MS));
  }
  signal.throwIfAborted();
}
