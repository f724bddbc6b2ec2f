"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { client } from "#components/api/client.ts";
import { RUNNING_STATES, type RunningBatch, runningBatches } from "./batch-facts.ts";
import { RunningBatches } from "./running-batches.tsx";

const LOOK_EVERY_MS = 3_000;
const SHOWN = 10;

/** Keeps the batches under way up to date; when one starts or ends the rest of Home is asked for again. */
export function RunningBatchesLive({
  batches,
  canLaunch,
}: {
  batches: readonly RunningBatch[];
  canLaunch: boolean;
}) {
  const router = useRouter();
  const { data } = useQuery({
    queryKey: ["home", "running"],
    queryFn: async () =>
      runningBatches((await client.batches.list({ status: RUNNING_STATES, limit: SHOWN })).items),
    initialData: [...batches],
    refetchInterval: LOOK_EVERY_MS,
  });
  const ids = data.map(({ id }) => id).join();
  const known = useRef(ids);
  useEffect(() => {
    if (known.current === ids) return;
    known.current = ids;
    router.refresh();
  }, [ids, router]);
  return <RunningBatches batches={data} canLaunch={canLaunch} />;
}
