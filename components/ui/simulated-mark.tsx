"use client";
import { FlaskConical } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "./badge.tsx";

/** Marks what did not come from a real service. @param brief on a phone by its sign alone, for lists that have no room. */
export function SimulatedMark({ brief = false }: { brief?: boolean }) {
  const t = useTranslations("common.simulated");
  return (
    <Badge tone="warning" title={t("hint")}>
      <FlaskConical className="size-3" aria-hidden />
      <span className={brief ? "max-sm:sr-only" : undefined}>{t("label")}</span>
    </Badge>
  );
}
