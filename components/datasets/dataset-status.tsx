"use client";
import { useTranslations } from "next-intl";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { DatasetSummary } from "./dataset-answer.ts";

const tones = { importing: "info", ready: "success", failed: "danger" } as const;

/** How an import stands: colour, mark and word. */
export function DatasetStatus({ status }: Pick<DatasetSummary, "status">) {
  const t = useTranslations("datasets");
  return (
    <StateBadge tone={tones[status]} busy={status === "importing"}>
      {t(`status.${status}`)}
    </StateBadge>
  );
}
