"use client";
import { useState } from "react";
import { client } from "#components/api/client.ts";
import { useServerEvents } from "#components/api/use-server-events.ts";
import type { DatasetAnswer, DatasetSummary } from "./dataset-answer.ts";

/** The dataset as its import goes on, from the server's events; `onEnd` when it has ended. */
export function useImport(dataset: DatasetAnswer, onEnd: () => void): DatasetSummary {
  const [live, setLive] = useState<DatasetSummary | null>(null);
  const { id, status } = dataset;
  useServerEvents<DatasetSummary>({
    source: status === "importing" ? id : null,
    open: (signal) => client.datasets.events({ id }, { signal }),
    hear: setLive,
    isLast: (now) => now.status !== "importing",
    onEnd,
  });
  return status === "importing" && live ? live : dataset;
}
