"use client";
import { useFormatter, useTranslations } from "next-intl";
import { NumberText } from "#components/ui/number-text.tsx";
import type { QualityFigures } from "./quality-answers.ts";

/** The share of judgements that are alike, the same beyond chance, and of how many outputs. */
export function AgreementText({ agreement: { raw, ac1, n } }: Pick<QualityFigures, "agreement">) {
  const t = useTranslations("quality");
  const format = useFormatter();
  if (raw === null || ac1 === null) return <span className="text-faint">—</span>;
  return (
    <span className="whitespace-nowrap">
      <NumberText value={raw} percent />{" "}
      <span className="text-muted text-xs">
        {t("ac1Of", { ac1: format.number(ac1, { maximumFractionDigits: 2 }), count: n })}
      </span>
    </span>
  );
}

/** How many of the outputs with a known answer were decided on as they should be. */
export function ProbesText({ probes: { seen, caught } }: Pick<QualityFigures, "probes">) {
  const t = useTranslations("quality");
  if (seen === 0) return <span className="text-faint">—</span>;
  return (
    <span className="whitespace-nowrap">
      <NumberText value={caught / seen} percent decimals={0} />{" "}
      <span className="text-muted text-xs">{t("probesOf", { caught, seen })}</span>
    </span>
  );
}
