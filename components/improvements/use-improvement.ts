"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, client } from "#components/api/client.ts";
import { useServerEvents } from "#components/api/use-server-events.ts";
import type { Improvement, ImprovementProgress } from "./improvement-answers.ts";

/** An improvement that stays up to date: how far it is as it goes, and all of it at its end. */
export function useImprovement(initial: Improvement): Improvement {
  const queries = useQueryClient();
  const input = { id: initial.templateId, improvementId: initial.id };
  const { data } = useQuery({
    ...api.improvements.get.queryOptions({ input }),
    initialData: initial,
  });
  const key = api.improvements.get.queryKey({ input });
  useServerEvents<ImprovementProgress>({
    source: isOpen(data) ? initial.id : null,
    open: (signal) => client.improvements.events(input, { signal }),
    hear: ({ status, progress }) => {
      queries.setQueryData<Improvement>(key, (known) => known && { ...known, status, progress });
      // Its proposals are there from now on.
      if (status === "trying" && data.trialId === null) void queries.invalidateQueries({ queryKey: key });
    },
    isLast: ({ hasEnded }) => hasEnded,
    onEnd: () => void queries.invalidateQueries({ queryKey: key }),
  });
  return data;
}

/** Whether something still happens to it. */
export function isOpen({ status, conclusion, trialId }: Improvement): boolean {
  if (status === "proposing" || status === "trying") return true;
  // Calls of a cancelled trial end after it was cancelled.
  return status === "cancelled" && trialId !== null && conclusion === null;
}
