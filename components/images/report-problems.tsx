"use client";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { PictureThumb } from "#components/catalogue/picture-thumb.tsx";
import { Card } from "#components/ui/card.tsx";
import { cn } from "#components/ui/class-names.ts";
import { Link } from "#components/ui/link.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { pictureSrc, type Report } from "./image-answers.ts";
import { PickPoor } from "./pick-poor.tsx";

type Found = Report["problems"][number];

const IS_ADDRESS = /^https?:/i;

/** Each problem with how many pictures have it; of the one that is chosen the worst are shown. */
export function ReportProblems({ report, mayPick }: { report: Report; mayPick: boolean }) {
  const t = useTranslations("images.report");
  const format = useFormatter();
  const [chosen, setChosen] = useState<Found["problem"] | null>(null);
  const found = report.problems.filter(({ count }) => count > 0);
  const shown = found.find(({ problem }) => problem === chosen) ?? found[0];
  if (!shown) return report.measured > 0 ? <Card title={t("problems")}>{t("noProblem")}</Card> : null;
  return (
    <Card
      title={t("problems")}
      flush
      actions={mayPick ? <PickPoor report={report} shown={shown.problem} /> : null}
    >
      <fieldset aria-label={t("problems")} className="flex flex-wrap gap-2 border-line border-b px-4 py-3">
        {found.map(({ problem, count }) => (
          <button
            key={problem}
            type="button"
            aria-pressed={problem === shown.problem}
            onClick={() => setChosen(problem)}
            className={cn(
              "min-h-7 rounded-md border px-2.5",
              problem === shown.problem
                ? "border-accent bg-accent-soft text-accent-text"
                : "border-line hover:bg-hover",
            )}
          >
            {t(`problem.${problem}`)}{" "}
            <span className="figures font-medium">
              <NumberText value={count} />
            </span>{" "}
            <span className="text-xs">
              ({format.number(count / Math.max(1, report.measured), { style: "percent" })})
            </span>
          </button>
        ))}
      </fieldset>
      <p className="px-4 pt-3 text-muted text-xs">{t(`problemHints.${shown.problem}`)}</p>
      <ul className="grid grid-cols-2 gap-3 p-4 sm:grid-cols-[repeat(auto-fill,minmax(9rem,1fr))]">
        {shown.worst.map(({ rowNumber, source, measures }) => (
          <li key={rowNumber} className="min-w-0 text-xs">
            <PictureThumb url={IS_ADDRESS.test(source) ? source : pictureSrc(source, 160)} size={128} />
            <Link
              href={`/datasets/${report.datasetId}?row=${rowNumber}`}
              className="block min-h-6 content-center text-accent-text underline underline-offset-2"
            >
              {t("rowNumber", { row: rowNumber })}
            </Link>
            {measures ? (
              <span className="figures block text-muted">
                {measures.width} × {measures.height}
              </span>
            ) : null}
            {measures ? (
              <span className="figures block text-muted">{valueOfProblem(shown.problem, measures)}</span>
            ) : null}
          </li>
        ))}
      </ul>
    </Card>
  );

  function valueOfProblem(
    problem: Found["problem"],
    measures: NonNullable<Found["worst"][number]["measures"]>,
  ) {
    const percent = (value: number, digits = 0) =>
      format.number(value, { style: "percent", maximumFractionDigits: digits });
    switch (problem) {
      case "blurred":
        return t("valueSharpness", { value: format.number(measures.sharpness) });
      case "dark":
      case "bright":
        return t("valueExposure", { value: percent(measures.exposure) });
      case "not-white":
        return t("valueWhite", { value: percent(measures.whiteBorder) });
      case "text":
        return t("valueText", { value: percent(measures.textShare ?? 0, 1) });
      case "framed":
      case "little-subject":
        return t("valueSubject", { value: percent(measures.subjectShare) });
      case "small":
        return null;
    }
  }
}
