"use client";
import { useLocale, useTranslations } from "next-intl";
import { useMemo } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { figuresOf } from "#lib/trials/variant-figures.ts";
import { ClampedText } from "./clamped-text.tsx";
import type { Trial, TrialCell, TrialVariant } from "./trial-answers.ts";
import { TrialCellView } from "./trial-cell.tsx";
import { variantLetter } from "./trial-draft.ts";

/** Variants as columns, rows of the sample down; on a narrow screen each row's variants stand below each other. */
export function TrialGrid({ trial }: { trial: Trial }) {
  const t = useTranslations("trials.grid");
  const columns = `minmax(11rem, 16rem) repeat(${trial.variants.length}, minmax(17rem, 1fr))`;
  const byPlace = useMemo(
    () => new Map(trial.cells.map((cell) => [placeKey(cell.rowNumber, cell.language, cell.variant), cell])),
    [trial.cells],
  );
  return (
    <section
      aria-label={t("label")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      className="overflow-x-auto rounded-lg border border-line bg-surface"
    >
      <div className="min-w-fit">
        <div
          className="grid grid-cols-1 bg-sunken md:grid-cols-[var(--trial-columns)]"
          style={{ "--trial-columns": columns } as React.CSSProperties}
        >
          <div className="p-3 font-medium text-muted text-xs max-md:hidden">{t("row")}</div>
          {trial.variants.map((variant, index) => (
            <VariantHead
              key={variantLetter(index)}
              index={index}
              variant={variant}
              cells={trial.cells.filter((cell) => cell.variant === index)}
            />
          ))}
        </div>
        {trial.sampledRows.flatMap((row) =>
          trial.languages.map((language) => (
            <article
              key={`${row.rowNumber}.${language}`}
              aria-label={t("rowLabel", { row: row.rowNumber, language })}
              className="grid grid-cols-1 border-line border-t md:grid-cols-[var(--trial-columns)]"
              style={{ "--trial-columns": columns } as React.CSSProperties}
            >
              <SourceRow row={row} language={language} />
              {trial.variants.map((variant, index) => {
                const cell = byPlace.get(placeKey(row.rowNumber, language, index));
                return (
                  <div
                    key={variantLetter(index)}
                    className="min-w-0 border-line p-3 max-md:border-t md:border-s"
                  >
                    <p className="mb-2 font-medium text-xs md:hidden">
                      {t("variant", { letter: variantLetter(index) })} · {variant.modelName}
                    </p>
                    {cell ? <TrialCellView cell={cell} fields={variant.fields} /> : null}
                  </div>
                );
              })}
            </article>
          )),
        )}
      </div>
    </section>
  );
}

function SourceRow({ row, language }: { row: Trial["sampledRows"][number]; language: string }) {
  const t = useTranslations("trials.grid");
  const locale = useLocale();
  const filled = Object.entries(row.source).filter(([, value]) => value !== "");
  return (
    <div className="min-w-0 bg-canvas p-3 text-xs">
      <p className="mb-1 flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="font-medium text-sm">{t("rowNumber", { row: row.rowNumber })}</span>
        <span>{new Intl.DisplayNames(locale, { type: "language" }).of(language)}</span>
        <Badge>{t(`drawnAs.${row.drawnAs}`)}</Badge>
      </p>
      <ClampedText lines={8}>
        <dl className="grid gap-1">
          {filled.map(([name, value]) => (
            <div key={name}>
              <dt className="inline text-muted">{name}: </dt>
              <dd className="inline break-words">{value}</dd>
            </div>
          ))}
        </dl>
      </ClampedText>
    </div>
  );
}

function VariantHead({
  variant,
  index,
  cells,
}: {
  variant: TrialVariant;
  index: number;
  cells: TrialCell[];
}) {
  const t = useTranslations("trials.grid");
  const figures = figuresOf(cells);
  const { temperature, maxOutputTokens } = variant.parameters;
  return (
    <div className="min-w-0 border-line p-3 md:border-s" data-testid="variant-head">
      <h2 className="flex flex-wrap items-center gap-2 font-semibold">
        <span className="inline-flex size-5 items-center justify-center rounded-sm bg-accent-soft text-accent-text text-xs">
          {variantLetter(index)}
        </span>
        <span className="min-w-0 break-words">{variant.modelName}</span>
        {variant.simulated ? <SimulatedMark /> : null}
      </h2>
      <p className="text-muted text-xs">
        {variant.templateName}{" "}
        {variant.isDraft ? t("draft") : t("version", { number: variant.versionNumber ?? 0 })}
        {temperature === undefined ? null : ` · ${t("temperature", { value: temperature })}`}
        {maxOutputTokens === undefined ? null : ` · ${t("maxOutputTokens", { value: maxOutputTokens })}`}
      </p>
      <dl className="mt-2 grid grid-cols-3 gap-2 text-xs">
        <div>
          <dt className="text-muted">{t("meanCost")}</dt>
          <dd className="font-medium">
            <MoneyText value={figures.meanCost} />
          </dd>
        </div>
        <div>
          <dt className="text-muted">{t("meanLatency")}</dt>
          <dd className="font-medium">
            <Duration ms={figures.meanLatencyMs === null ? null : Math.round(figures.meanLatencyMs)} />
          </dd>
        </div>
        <div>
          <dt className="text-muted">{t("fits")}</dt>
          <dd className="font-medium">
            <NumberText value={figures.fitShare} percent />
          </dd>
        </div>
      </dl>
    </div>
  );
}

function placeKey(rowNumber: number, language: string, variant: number): string {
  return `${rowNumber}.${language}.${variant}`;
}
