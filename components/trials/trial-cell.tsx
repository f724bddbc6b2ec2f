"use client";
import { useTranslations } from "next-intl";
import { VerdictList } from "#components/checks/verdict-list.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { StructuredValue } from "#components/ui/structured-value.tsx";
import { partialOutput } from "#lib/trials/partial-output.ts";
import { ClampedText } from "./clamped-text.tsx";
import type { TrialCell, TrialVariant } from "./trial-answers.ts";
import { CellStatusBadge } from "./trial-status.tsx";

/** One output: its fields as they are written and once they are there, or why there is none; what it took. */
export function TrialCellView({ cell, fields }: { cell: TrialCell; fields: TrialVariant["fields"] }) {
  // A failed cell says why in its body; a check that passed without evidence has nothing to say.
  const remarks =
    cell.status === "succeeded"
      ? cell.checks.filter(({ verdict, evidence }) => verdict !== "pass" || evidence)
      : [];
  return (
    <div className="grid gap-2" data-testid="trial-cell" data-status={cell.status}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
        {remarks.length > 0 ? <VerdictList verdicts={remarks} /> : <CellStatusBadge status={cell.status} />}
        <CellFigures cell={cell} />
      </div>
      <CellBody cell={cell} fields={fields} />
    </div>
  );
}

function CellBody({ cell, fields }: { cell: TrialCell; fields: TrialVariant["fields"] }) {
  if (cell.failure)
    return (
      <p className={cell.status === "failed" ? "text-danger-text" : "text-muted"}>{cell.failure.message}</p>
    );
  if (cell.status === "pending") return <Skeleton className="h-12 w-full" />;
  const written = cell.output ?? partialOutput(cell.partialText ?? "");
  return (
    <dl className="grid gap-2" lang={cell.language}>
      {fields.map(({ name }) => (
        <div key={name} className="min-w-0">
          <dt className="text-faint text-xs">{name}</dt>
          <dd className="min-w-0 break-words [line-break:strict]">
            {Object.hasOwn(written, name) ? (
              <ClampedText lines={5}>
                <StructuredValue value={written[name]} />
              </ClampedText>
            ) : (
              <Skeleton className="h-3 w-2/3" />
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function CellFigures({ cell }: { cell: TrialCell }) {
  const t = useTranslations("trials.cell");
  if (!cell.usage || !cell.cost) return null;
  return (
    <span className="flex flex-wrap gap-x-3 text-muted">
      <MoneyText value={cell.cost} precision="exact" />
      <span title={t("tokensHint")}>
        <NumberText value={cell.usage.inputTokens} /> → <NumberText value={cell.usage.outputTokens} />{" "}
        {t("tokens")}
      </span>
      <Duration ms={cell.latencyMs} />
      {cell.calls > 1 ? <span>{t("calls", { count: cell.calls })}</span> : null}
    </span>
  );
}
