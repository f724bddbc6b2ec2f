"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api } from "#components/api/client.ts";
import { pictureSrc, SHOWN_WIDTH } from "#components/images/image-answers.ts";
import type { Claim } from "./review-answers.ts";

/** Items whose past is fetched before they are shown, the one on the desk among them. */
const AHEAD = 3;

/** Fetches what is shown beside the next items and decodes their pictures, and lets go of what belongs to items that were left. */
export function usePrefetchedItems(claims: readonly Claim[], current: Claim | null): void {
  const queries = useQueryClient();
  const decoded = useRef(new Map<string, HTMLImageElement[]>());
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
    for (const id of decoded.current.keys())
      if (!next.some((claim) => picturesOf(claim).includes(id))) decoded.current.delete(id);
    for (const id of next.flatMap(picturesOf)) if (!decoded.current.has(id)) void decode(id);

    async function decode(id: string): Promise<void> {
      decoded.current.set(id, []);
      try {
        const asset = await queries.fetchQuery({
          ...api.assets.get.queryOptions({ input: { id } }),
          staleTime: Number.POSITIVE_INFINITY,
        });
        const shown = [...new Set([id, asset.originalId])].map((one) =>
          Object.assign(new Image(), { src: pictureSrc(one, SHOWN_WIDTH) }),
        );
        // As long as somebody holds it, what was decoded is not thrown away.
        if (decoded.current.has(id)) decoded.current.set(id, shown);
        await Promise.all(shown.map((image) => image.decode()));
      } catch {
        // Whoever comes to it sees why.
      }
    }
  }, [claims, current, queries]);
}

function picturesOf({ fields, output }: Claim): string[] {
  return fields.flatMap(({ name, type }) => {
    const value = output[name];
    return type === "picture" && typeof value === "string" ? [value] : [];
  });
}
