"use client";
import { Pin } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { modelName } from "#components/models/model-name.ts";
import { RowPictures } from "#components/templates/shown-pictures.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { Duration } from "#components/ui/duration.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { namesInOrder } from "#lib/in-order.ts";
import { figuresOf } from "#lib/trials/variant-figures.ts";
import { ClampedText } from "./clamped-text.tsx";
import { columnOrder } from "./pinned-columns.ts";
import { talkHref } from "./talk-href.ts";
import type { EvaluatorFigures, Trial, TrialCell, TrialVariant } from "./trial-answers.ts";
import { TrialCellView } from "./trial-cell.tsx";
import { variantLetter } from "./trial-draft.ts";

/** Stays in sight while the others are scrolled. */
const PINNED = "bg-surface md:sticky md:start-0 md:z-10";

/**
 * Variants as columns, rows of the sample down; on a narrow screen each row's variants stand below each other. One can
 * be pinned: it stays first and in sight, and the others are shown as changes of it.
 */
export function TrialGrid({ trial, canTalk }: { trial: Trial; canTalk: boolean }) {
  const t = useTranslations("trials.grid");
  const [pinned, setPinned] = useState<number | null>(null);
  const order = columnOrder(trial.variants.length, pinned);
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
          {order.map((index) => {
            const variant = trial.variants[index];
            return variant ? (
              <div
                key={variantLetter(index)}
                className={cn("min-w-0", index === pinned && PINNED, "bg-sunken")}
              >
                <VariantHead
                  index={index}
                  variant={variant}
                  cells={trial.cells.filter((cell) => cell.variant === index)}
                />
                {trial.variants.length > 1 ? (
                  <Button
                    size="sm"
                    className="mx-3 mb-3"
                    icon={<Pin aria-hidden />}
                    aria-pressed={index === pinned}
                    onClick={() => setPinned(index === pinned ? null : index)}
                  >
                    {index === pinned ? t("unpin") : t("pin", { letter: variantLetter(index) })}
                  </Button>
                ) : null}
              </div>
            ) : null;
          })}
        </div>
        {trial.sampledRows.flatMap((row) =>
          languagesOf(trial, row.rowNumber).map((language) => (
            <article
              key={`${row.rowNumber}.${language}`}
              id={caseAnchor({ rowNumber: row.rowNumber, language })}
              aria-label={t("rowLabel", { row: row.rowNumber, language })}
              className="grid grid-cols-1 border-line border-t md:grid-cols-[var(--trial-columns)]"
              style={{ "--trial-columns": columns } as React.CSSProperties}
            >
              <SourceRow row={row} columns={trial.columns} language={language} />
              {order.map((index) => {
                const variant = trial.variants[index];
                const cell = byPlace.get(placeKey(row.rowNumber, language, index));
                const pinnedCell =
                  pinned === null || pinned === index
                    ? undefined
                    : byPlace.get(placeKey(row.rowNumber, language, pinned));
                return variant ? (
                  <div
                    key={variantLetter(index)}
                    className={cn(
                      "min-w-0 border-line p-3 max-md:border-t md:border-s",
                      index === pinned && PINNED,
                    )}
                  >
                    <p className="mb-2 font-medium text-xs md:hidden">
                      {t("variant", { letter: variantLetter(index) })} ·{" "}
                      {modelName({ name: variant.modelName, provider: variant.providerName })}
                    </p>
                    {cell ? (
                      <TrialCellView
                        trialId={trial.id}
                        {...{ cell, variant }}
                        evaluators={evaluatorsOf(trial, index)}
                        against={pinnedCell?.output ?? null}
                        talkHref={canTalk ? talkHref(trial, variant, cell) : null}
                      />
                    ) : null}
                  </div>
                ) : null;
              })}
            </article>
          )),
        )}
      </div>
    </section>
  );
}

function evaluatorsOf({ evaluations }: Trial, variant: number): EvaluatorFigures[] {
  return evaluations.find((one) => one.variant === variant)?.evaluators ?? [];
}

function SourceRow({
  row,
  columns,
  language,
}: {
  row: Trial["sampledRows"][number];
  columns: readonly string[];
  language: string;
}) {
  const t = useTranslations("trials.grid");
  const locale = useLocale();
  const filled = namesInOrder(row.source, columns).filter((name) => row.source[name] !== "");
  return (
    <div className="min-w-0 bg-canvas p-3 text-xs">
      <p className="mb-1 flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="font-medium text-sm">{t("rowNumber", { row: row.rowNumber })}</span>
        <span>{new Intl.DisplayNames(locale, { type: "language" }).of(language)}</span>
        <DrawnAs row={row} />
      </p>
      <ClampedText lines={8}>
        <dl className="grid gap-1">
          {filled.map((name) => (
            <div key={name}>
              <dt className="inline text-muted">{name}: </dt>
              <dd className="inline break-words">{row.source[name]}</dd>
            </div>
          ))}
        </dl>
      </ClampedText>
      <RowPictures values={row.source} />
    </div>
  );
}

// Why the row is in the sample; old samples do not say for which value.
function DrawnAs({ row: { drawnAs, drawnFor } }: { row: Trial["sampledRows"][number] }) {
  const t = useTranslations("trials.grid");
  if (drawnFor.length === 0) return <Badge>{t(`drawnAs.${drawnAs}`)}</Badge>;
  return drawnFor.map(({ column, value }) => <Badge key={column}>{t("drawnFor", { column, value })}</Badge>);
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
        <span className="min-w-0 break-words">
          {modelName({ name: variant.modelName, provider: variant.providerName })}
        </span>
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

/** Where a row in a language stands on the page. */
export function caseAnchor({ rowNumber, language }: { rowNumber: number; language: string }): string {
  return `case-${rowNumber}-${language}`;
}

// Not each row of a regression set is in each of its languages.
function languagesOf({ cells, languages }: Trial, rowNumber: number): string[] {
  const asked = new Set(cells.flatMap((cell) => (cell.rowNumber === rowNumber ? cell.language : [])));
  return languages.filter((language) => asked.has(language));
}

function placeKey(rowNumber: number, language: string, variant: number): string {
  return `${rowNumber}.${language}.${variant}`;
}
