"use client";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { languageName } from "#components/templates/language-name.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { MoneyText } from "#components/ui/money.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { Comparison, ComparisonCase, Trial } from "./trial-answers.ts";
import { variantLetter } from "./trial-draft.ts";
import { caseAnchor } from "./trial-grid.tsx";

const VERDICT_TONES: Record<Comparison["figures"]["verdict"], Tone> = {
  better: "success",
  worse: "danger",
  "not-distinguishable": "neutral",
};

const RESULT_TONES: Record<ComparisonCase["result"], Tone> = {
  fixed: "success",
  broken: "danger",
  unchanged: "neutral",
  "not-comparable": "warning",
};

/** What came of each later variant against the first, case by case: fixed, broken, unchanged. */
export function ComparisonPanel({ trial }: { trial: Trial }) {
  if (trial.finishedAt === null) return null;
  return trial.comparisons.map((comparison) => (
    <OneComparison key={comparison.candidate} {...{ trial, comparison }} />
  ));
}

function OneComparison({ trial, comparison }: { trial: Trial; comparison: Comparison }) {
  const t = useTranslations("trials.comparison");
  const columns = useColumns();
  const { figures, heldOut, cost, cases, baseline, candidate } = comparison;
  const changed = cases.filter(({ result }) => result !== "unchanged");
  return (
    <Card
      className="mb-4"
      title={t("title", {
        ...{ candidate: variantLetter(candidate), baseline: variantLetter(baseline) },
        ...{ is: versionName(t, trial, candidate), was: versionName(t, trial, baseline) },
      })}
    >
      <div className="grid gap-3">
        <p className="flex flex-wrap items-baseline gap-x-5 gap-y-1">
          <StateBadge tone={VERDICT_TONES[figures.verdict]}>{t(`verdict.${figures.verdict}`)}</StateBadge>
          <Counts figures={figures} />
        </p>
        <dl className="flex flex-wrap gap-x-6 gap-y-1 text-muted text-xs">
          <FixedShare figures={figures} />
          <div>
            <dt className="inline">{t("heldOut")} </dt>
            <dd className="inline">
              <Counts figures={heldOut} />
            </dd>
          </div>
          <div>
            <dt className="inline">{t("cost")} </dt>
            <dd className="inline">
              {variantLetter(baseline)} <MoneyText value={cost.baseline} />, {variantLetter(candidate)}{" "}
              <MoneyText value={cost.candidate} />
            </dd>
          </div>
        </dl>
        {changed.length > 0 ? (
          <DataTable
            label={t("cases")}
            columns={columns}
            rows={changed}
            rowKey={(one) => caseAnchor(one)}
            rowHref={(one) => `#${caseAnchor(one)}`}
            plain
          />
        ) : null}
        <p className="text-muted text-xs">{t("method")}</p>
      </div>
    </Card>
  );
}

function Counts({ figures }: { figures: Comparison["figures"] }) {
  const t = useTranslations("trials.comparison");
  const { fixed, broken, unchanged, notComparable } = figures;
  return <span className="figures">{t("counts", { fixed, broken, unchanged, notComparable })}</span>;
}

function FixedShare({ figures: { fixedShare, fixed, broken } }: { figures: Comparison["figures"] }) {
  const t = useTranslations("trials.comparison");
  const format = useFormatter();
  const percent = (share: number) => format.number(share, { style: "percent", maximumFractionDigits: 0 });
  if (!fixedShare) return null;
  const { share, low, high } = fixedShare;
  return (
    <div>
      <dt className="inline">{t("fixedShare", { changed: fixed + broken })} </dt>
      <dd className="figures inline">
        {t("share", { share: percent(share), low: percent(low), high: percent(high) })}
      </dd>
    </div>
  );
}

function useColumns(): DataTableColumn<ComparisonCase>[] {
  const t = useTranslations("trials.comparison");
  const kinds = useTranslations("templates.checks.kinds");
  const locale = useLocale();
  const nameOf = ({ kind, name }: ComparisonCase["changes"][number]) => {
    if (kind === "failure") return t("failure");
    return kind === "check" && kinds.has(`${name as "claims"}.title`)
      ? kinds(`${name as "claims"}.title`)
      : (name ?? "");
  };
  return [
    {
      id: "case",
      header: t("list.case"),
      cell: ({ rowNumber, language }) =>
        t("case", { row: rowNumber, language: languageName(language, locale) }),
    },
    {
      id: "result",
      header: t("list.result"),
      cell: ({ result }) => <StateBadge tone={RESULT_TONES[result]}>{t(`result.${result}`)}</StateBadge>,
    },
    {
      id: "why",
      header: t("list.why"),
      grow: true,
      wrap: true,
      cell: (one) =>
        one.reason
          ? t(`reasons.${one.reason}`)
          : one.changes
              .map((change) => t(change.better ? "better" : "worse", { name: nameOf(change) }))
              .join(" · "),
    },
    {
      id: "split",
      header: t("list.split"),
      cell: ({ split }) => <Badge>{t(`split.${split}`)}</Badge>,
    },
  ];
}

function versionName(
  t: ReturnType<typeof useTranslations<"trials.comparison">>,
  { variants }: Trial,
  index: number,
): string {
  const variant = variants[index];
  return variant?.isDraft || !variant?.versionNumber
    ? t("draft")
    : t("version", { number: variant.versionNumber });
}
