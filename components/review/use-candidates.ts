"use client";
import { useQuery } from "@tanstack/react-query";
import { api } from "#components/api/client.ts";
import type { Claim } from "./review-answers.ts";

/** A picture of an output that others were drawn with, to choose from. */
export interface CandidatesOfField {
  field: string;
  /** In the order in which they were drawn; the output's own among them. */
  assetIds: string[];
}

/** What can be chosen in place of the first picture of an item's output that has others; `null` where there is nothing to choose. */
export function useCandidates(claim: Claim | null): CandidatesOfField | null {
  const picture = claim?.fields.find(
    ({ name, type }) => type === "picture" && typeof claim.output[name] === "string",
  );
  const id = picture && claim ? String(claim.output[picture.name]) : "";
  const { data } = useQuery({
    ...api.assets.get.queryOptions({ input: { id } }),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: id !== "",
  });
  if (!picture || !data || data.id !== id || data.candidateIds.length < 2) return null;
  return { field: picture.name, assetIds: data.candidateIds };
}
