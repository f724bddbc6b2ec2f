"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, client } from "#components/api/client.ts";
import type { Trial, TrialCell } from "./trial-answers.ts";

const REFRESH_MS = 3_000;
const RECONNECT_MS = 2_000;

/** A trial that stays up to date: cells as they change, figures and previews every few seconds, until it has ended. */
export function useTrial(initial: Trial): Trial {
  const queryClient = useQueryClient();
  const { id } = initial;
  const options = api.trials.get.queryOptions({ input: { id } });
  const { data } = useQuery({
    ...options,
    initialData: initial,
    refetchInterval: (query) =>
      query.state.data && query.state.data.finishedAt === null ? REFRESH_MS : false,
  });
  const isOpen = data.finishedAt === null;

  useEffect(() => {
    if (!isOpen) return;
    const leaving = new AbortController();
    const key = api.trials.get.queryKey({ input: { id } });
    async function follow() {
      const changes = await client.trials.events({ id }, { signal: leaving.signal });
      for await (const { cells, hasEnded } of changes) {
        queryClient.setQueryData<Trial>(key, (known) => known && withCells(known, cells));
        if (hasEnded) return queryClient.invalidateQueries({ queryKey: key });
      }
    }
    async function keepFollowing() {
      while (!leaving.signal.aborted) {
        // A lost connection is taken up again; what changed meanwhile comes first.
        await follow().catch(() => {});
        await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
      }
    }
    void keepFollowing();
    return () => leaving.abort();
  }, [id, isOpen, queryClient]);

  return data;
}

function withCells(trial: Trial, changed: readonly TrialCell[]): Trial {
  const bySeq = new Map(changed.map((cell) => [cell.seq, cell]));
  return { ...trial, cells: trial.cells.map((cell) => bySeq.get(cell.seq) ?? cell) };
}
