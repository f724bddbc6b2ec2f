import { useFormatter, useTranslations } from "next-intl";
import type { ReviewPlan } from "#lib/checks/review-plan.ts";

/** A review plan in a line. */
export function useReviewPlanText(): (plan: ReviewPlan) => string {
  const t = useTranslations("batches.reviewPlan");
  const format = useFormatter();
  const percent = (share: number) => format.number(share, { style: "percent", maximumFractionDigits: 2 });
  return (plan) => {
    const { doubleShare, probeShare, blind } = plan;
    const base =
      plan.kind === "risk"
        ? t("risk", { share: percent(plan.share) })
        : plan.kind === "lots"
          ? t("lots", { aql: plan.aql, level: plan.level })
          : t("every");
    return [
      base,
      doubleShare ? t("double", { share: percent(doubleShare) }) : null,
      probeShare ? t("probes", { share: percent(probeShare) }) : null,
      blind ? t("blind") : null,
    ]
      .filter((part) => part !== null)
      .join(" · ");
  };
}
