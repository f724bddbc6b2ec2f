"use client";
import { useTranslations } from "next-intl";
import { VerdictList } from "#components/checks/verdict-list.tsx";
import { MadePicture } from "#components/images/made-picture.tsx";
import { ChangedText } from "#components/review/changed-text.tsx";
import { useRuleName } from "#components/templates/use-rule-name.ts";
import { Duration } from "#components/ui/duration.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { StructuredValue } from "#components/ui/structured-value.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { partialOutput } from "#lib/trials/partial-output.ts";
import { hasEnded } from "#lib/trials/trial.ts";
import { CellEvaluations } from "./cell-evaluations.tsx";
import { ClampedText } from "./clamped-text.tsx";
import { comparableText } from "./pinned-columns.ts";
import type { EvaluatorFigures, TrialCell, TrialVariant } from "./trial-answers.ts";
import { CellStatusBadge } from "./trial-status.tsx";

interface TrialCellViewProps {
  trialId: string;
  cell: TrialCell;
  variant: TrialVariant;
  /** Of its variant, with how often people agree with those that judge. */
  evaluators: readonly EvaluatorFigures[];
  /** The output that this one is shown as changes of; `null`: it is shown by itself. */
  against?: TrialCell["output"];
  /** Where its row is talked about; `null` for who may not. */
  talkHref: string | null;
}

/** One output: its fields as they are written and once they are there, or why there is none; what it took. */
export function TrialCellView({
  trialId,
  cell,
  variant,
  evaluators,
  against = null,
  talkHref,
}: TrialCellViewProps) {
  const t = useTranslations("trials.cell");
  const why = useTranslations("explanations");
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
        {hasEnded(cell.status) ? (
          <TextLink href={`/trials/${trialId}/cells/${cell.seq}/why`} prefetch={false}>
            {why("title")}
          </TextLink>
        ) : null}
        {talkHref && hasEnded(cell.status) ? (
          <TextLink href={talkHref} prefetch={false}>
            {t("talk")}
          </TextLink>
        ) : null}
      </div>
      <CellBody cell={cell} fields={variant.fields} against={against} />
      <CellEvaluations evaluations={cell.evaluations} evaluators={evaluators} />
      <CellRules rules={variant.rules} fired={cell.rules} />
    </div>
  );
}

function CellBody({
  cell,
  fields,
  against,
}: {
  cell: TrialCell;
  fields: TrialVariant["fields"];
  against: TrialCell["output"];
}) {
  if (cell.failure)
    return (
      <p className={cell.status === "failed" ? "text-danger-text" : "text-muted"}>{cell.failure.message}</p>
    );
  if (cell.status === "pending") return <Skeleton className="h-12 w-full" />;
  const written = cell.output ?? partialOutput(cell.partialText ?? "");
  return (
    <dl className="grid gap-2" lang={cell.language}>
      {fields.map(({ name, type }) => (
        <div key={name} className="min-w-0">
          <dt className="text-faint text-xs">{name}</dt>
          <dd className="min-w-0 break-words [line-break:strict]">
            {type === "picture" && typeof written[name] === "string" ? (
              <MadePicture assetId={written[name]} />
            ) : Object.hasOwn(written, name) ? (
              <ClampedText lines={5}>
                <FieldValue
                  value={written[name]}
                  before={cell.output ? against?.[name] : undefined}
                  language={cell.language}
                />
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

function FieldValue({ value, before, language }: { value: unknown; before: unknown; language: string }) {
  const [was, is] = [comparableText(before), comparableText(value)];
  if (was === null || is === null) return <StructuredValue value={value} />;
  return <ChangedText before={was} after={is} language={language} />;
}

// Which rules had a say in this text; a variant without rules has nothing to tell.
function CellRules({ rules, fired }: { rules: TrialVariant["rules"]; fired: TrialCell["rules"] }) {
  const t = useTranslations("trials.cell");
  const nameOf = useRuleName();
  if (rules.length === 0) return null;
  const names = fired.flatMap((one) => {
    const rule = rules[one.index];
    return one.fired && rule ? [nameOf(rule, one.index)] : [];
  });
  return (
    <p className="text-muted text-xs">
      {names.length === 0 ? t("noRule") : t("rules")}{" "}
      {names.map(({ number, does }) => `${number} ${does}`).join(" · ")}
    </p>
  );
}

function CellFigures({ cell }: { cell: TrialCell }) {
  const t = useTranslations("trials.cell");
  if (!cell.usage || !cell.cost) return null;
  return (
    <span className="flex flex-wrap gap-x-3 text-muted">
      <MoneyText value={cell.cost} precision="exact" />
      {cell.calls > 0 ? (
        <span title={t("tokensHint")}>
          <NumberText value={cell.usage.inputTokens} /> → <NumberText value={cell.usage.outputTokens} />{" "}
          {t("tokens")}
        </span>
      ) : null}
      <Duration ms={cell.latencyMs} />
      {cell.calls > 1 ? <span>{t("calls", { count: cell.calls })}</span> : null}
    </span>
  );
}
