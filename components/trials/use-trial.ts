"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, client } from "#components/api/client.ts";
import { useServerEvents } from "#components/api/use-server-events.ts";
import type { Trial, TrialChanges } from "./trial-answers.ts";

const REFRESH_MS = 3_000;

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

  const key = api.trials.get.queryKey({ input: { id } });
  useServerEvents<TrialChanges>({
    source: isOpen ? id : null,
    open: (signal) => client.trials.events({ id }, { signal }),
    hear: ({ cells }) => queryClient.setQueryData<Trial>(key, (known) => known && withCells(known, cells)),
    isLast: ({ hasEnded }) => hasEnded,
    onEnd: () => void queryClient.invalidateQueries({ queryKey: key }),
  });

  return data;
}

function withCells(trial: Trial, changed: TrialChanges["cells"]): Trial {
  const bySeq = new Map(changed.map((cell) => [cell.seq, cell]));
  return { ...trial, cells: trial.cells.map((cell) => ({ ...cell, ...bySeq.get(cell.seq) })) };
}
