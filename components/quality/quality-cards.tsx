"use client";
import { useTranslations } from "next-intl";
import { outputsHref } from "#components/outputs/output-address.ts";
import { Card } from "#components/ui/card.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { Stat } from "#components/ui/stat.tsx";
import type { OutputFilter } from "#lib/outputs/filter-schema.ts";
import { AgreementText, ProbesText } from "./agreement-text.tsx";
import type { QualityFigures } from "./quality-answers.ts";

/** All decisions together: how many, how many were rejections, how far people agree, what they catch, how fast. */
export function QualityCards({ whole, filter }: { whole: QualityFigures; filter: OutputFilter }) {
  const t = useTranslations("quality");
  const { decisions, rejected, medianSeconds } = whole;
  return (
    <Card>
      <div className="grid grid-cols-2 gap-4 md:grid-cols-5">
        <Stat label={t("decisions")} value={<NumberText value={decisions} />} href={outputsHref(filter)} />
        <Stat
          label={t("rejectedShare")}
          value={<NumberText value={decisions > 0 ? rejected / decisions : null} percent />}
          sub={t("rejections", { count: rejected })}
          href={outputsHref({ ...filter, state: "rejected" })}
        />
        <Stat
          label={t("agreement")}
          value={<AgreementText agreement={whole.agreement} />}
          sub={t("agreementHint")}
        />
        <Stat label={t("probes")} value={<ProbesText probes={whole.probes} />} sub={t("probesHint")} />
        <Stat
          label={t("pace")}
          value={<Duration ms={medianSeconds === null ? null : medianSeconds * 1_000} />}
          sub={t("paceHint")}
        />
      </div>
    </Card>
  );
}
