"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { Callout } from "#components/ui/callout.tsx";
import { TextLink } from "#components/ui/text-link.tsx";

/** What the last comparison with the published version said of the draft, or that none was made; it forbids nothing. */
export function LastComparison({ templateId }: { templateId: string }) {
  const t = useTranslations("templates.publish.comparison");
  const { data } = useQuery({
    ...api.trials.lastComparison.queryOptions({ input: { id: templateId } }),
    staleTime: 0,
  });
  if (!data) return null;
  const { comparison } = data;
  if (!comparison) return <p className="text-muted">{t("none")}</p>;
  const { trialId, regressionSet, figures, isCurrent, against } = comparison;
  const { fixed, broken, unchanged, notComparable } = figures;
  return (
    <Callout
      tone={broken > 0 || !isCurrent ? "warning" : "info"}
      title={t("title", { name: regressionSet.name, version: regressionSet.version })}
    >
      <p>
        {against === null ? null : t("against", { number: against })}{" "}
        {t("counts", { fixed, broken, unchanged, notComparable })}{" "}
        <TextLink href={`/trials/${trialId}`} className="underline">
          {t("look")}
        </TextLink>
      </p>
      {isCurrent ? null : <p>{t("changed")}</p>}
    </Callout>
  );
}
