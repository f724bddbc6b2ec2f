"use client";
import { FlaskConical } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "./badge.tsx";

/** Marks what did not come from a real service. */
export function SimulatedMark() {
  const t = useTranslations("common.simulated");
  return (
    <Badge tone="warning" title={t("hint")}>
      <FlaskConical className="size-3" aria-hidden />
      {t("label")}
    </Badge>
  );
}
