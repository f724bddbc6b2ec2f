"use client";
import { useQuery } from "@tanstack/react-query";
import { api } from "#components/api/client.ts";
import type { Output } from "#lib/review/decision.ts";
import type { Comparable } from "./diff-mode.ts";
import { outputBefore } from "./output-before.ts";
import type { Claim } from "./review-answers.ts";

/** What the item on the desk can be compared with, and whether that is known by now. */
export function useComparable(claim: Claim | null, draft: Output | null): Comparable & { isKnown: boolean } {
  const { data } = useQuery({
    ...api.review.item.queryOptions({ input: { itemId: claim?.itemId ?? "" } }),
    enabled: claim !== null,
  });
  const previous = data && claim ? outputBefore(data.versions, claim.outputVersion) : null;
  return { published: data?.published ?? null, previous, draft, isKnown: data !== undefined };
}
