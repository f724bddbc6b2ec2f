"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api } from "#components/api/client.ts";
import type { Claim } from "./review-answers.ts";

/** Items whose past is fetched before they are shown, the one on the desk among them. */
const AHEAD = 3;

/** Fetches what is shown beside the next items, and lets go of what belongs to items that were left. */
export function usePrefetchedItems(claims: readonly Claim[], current: Claim | null): void {
  const queries = useQueryClient();
  const held = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const at = claims.findIndex(({ itemId }) => itemId === current?.itemId);
    const next = claims.slice(Math.max(0, at), Math.max(0, at) + AHEAD);
    for (const { itemId } of next)
      void queries.prefetchQuery({
        ...api.review.item.queryOptions({ input: { itemId } }),
        staleTime: 60_000,
      });
    const now = new Set(claims.map(({ itemId }) => itemId));
    for (const itemId of held.current)
      if (!now.has(itemId)) queries.removeQueries({ queryKey: api.review.item.key({ input: { itemId } }) });
    held.current = now;
  }, [claims, current, queries]);
}
