"use client";
import { useTranslations } from "next-intl";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { DatasetSummary } from "./dataset-answer.ts";

const tones = { importing: "info", ready: "success", failed: "danger" } as const;

export interface DatasetStatusProps {
  dataset: Pick<DatasetSummary, "status" | "errorCount">;
}

/** How an import stands: colour, mark and word; not green where rows were left out. */
export function DatasetStatus({ dataset: { status, errorCount } }: DatasetStatusProps) {
  const t = useTranslations("datasets");
  return (
    <StateBadge
      tone={status === "ready" && errorCount > 0 ? "warning" : tones[status]}
      busy={status === "importing"}
    >
      {t(`status.${status}`)}
    </StateBadge>
  );
}
