"use client";
import { useQuery } from "@tanstack/react-query";
import { api } from "#components/api/client.ts";
import type { Output } from "#lib/review/decision.ts";
import type { Claim } from "./review-answers.ts";

/** The output as the model wrote it, when people changed it since; `null` when nobody did. */
export function useOutputBefore(claim: Claim): Output | null {
  const { data } = useQuery({
    ...api.review.item.queryOptions({ input: { itemId: claim.itemId } }),
    enabled: claim.outputVersion > 1,
  });
  return data?.history.find(({ outputBefore }) => outputBefore !== null)?.outputBefore ?? null;
}
