import { useFormatter, useTranslations } from "next-intl";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { CellEvaluation, EvaluatorFigures } from "./trial-answers.ts";

const TONES: Record<CellEvaluation["state"], Tone> = {
  passed: "success",
  failed: "danger",
  scored: "info",
  "not-evaluated": "neutral",
};

/**
 * What each evaluator says of one output, and what would have been right where it says that this is not; of one that
 * judges, how often people agree with it.
 */
export function CellEvaluations({
  evaluations,
  evaluators,
}: {
  evaluations: readonly CellEvaluation[];
  evaluators: readonly EvaluatorFigures[];
}) {
  const t = useTranslations("trials.evaluations");
  const by = useTranslations("checks.by");
  const format = useFormatter();
  if (evaluations.length === 0) return null;
  return (
    <ul className="grid gap-1 text-xs" aria-label={t("title")}>
      {evaluations.map(({ name, state, score, reference, rating, reason, failure }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two of a draft may have one name
        <li key={index} className="min-w-0">
          <StateBadge tone={TONES[state]}>
            {t(`states.${state}`, {
              name,
              score:
                score === null ? "" : format.number(score, { style: "percent", maximumFractionDigits: 0 }),
            })}
          </StateBadge>
          {reason ? (
            <span className="ms-2 break-words text-muted">
              {failure ? failure.message : t(`reasons.${reason}`, { count: 0 })}
            </span>
          ) : null}
          {rating ? (
            <span className="ms-2 break-words text-muted">
              {t("points", rating)} · {agreementOf(name)}
            </span>
          ) : null}
          {state === "failed" && reference ? (
            <span className="ms-2 break-words text-muted">{t("expected", { reference })}</span>
          ) : null}
        </li>
      ))}
    </ul>
  );

  function agreementOf(judge: string) {
    const agreement = evaluators.find(({ name }) => name === judge)?.agreement;
    if (!agreement?.interval) return by("noAgreement");
    const { share, low, high } = agreement.interval;
    const percent = (value: number) => format.number(value, { style: "percent", maximumFractionDigits: 0 });
    return by("agreement", {
      n: agreement.n,
      ...{ share: percent(share), low: percent(low), high: percent(high) },
    });
  }
}
