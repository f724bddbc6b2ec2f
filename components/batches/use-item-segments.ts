"use client";
import { useTranslations } from "next-intl";
import type { BarSegment } from "#components/ui/segmented-bar.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { Batch } from "./answers.ts";

const SEGMENTS = [
  ["succeeded", "success"],
  ["failed", "danger"],
  ["skipped", "warning"],
  ["running", "info"],
  ["pending", "neutral"],
] as const satisfies readonly (readonly [keyof Batch["counts"], Tone])[];

/** Gives the items of a batch by state, each count with the way to what it counts. */
export function useItemSegments(): (batch: Pick<Batch, "id" | "counts">) => BarSegment[] {
  const t = useTranslations("batches.itemState");
  return ({ id, counts }) =>
    SEGMENTS.map(([key, tone]) => ({
      ...{ key, tone },
      label: t(key),
      count: counts[key],
      href: `/batches/${id}?state=${key}`,
    }));
}
