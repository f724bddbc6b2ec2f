import { useTranslations } from "next-intl";
import { VersionTable } from "#components/batches/version-table.tsx";
import { VerdictList } from "#components/checks/verdict-list.tsx";
import { modelName } from "#components/models/model-name.ts";
import { PreviewRules } from "#components/templates/preview-rules.tsx";
import { RowPictures } from "#components/templates/shown-pictures.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { CopyLink } from "#components/ui/copy-link.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { ValueList } from "#components/ui/value-list.tsx";
import { compareAmounts } from "#lib/money.ts";
import { ExplainedCallCard } from "./explained-call-card.tsx";
import type { Explanation } from "./explanation-answers.ts";
import { StepList } from "./step-list.tsx";

/** How one text came about: its row, the rules, every call with its messages and its answer, and what is said of it. */
export function WhyPage({ explanation, canSeeLedger }: { explanation: Explanation; canSeeLedger: boolean }) {
  const t = useTranslations("explanations");
  const {
    run,
    template,
    dataset,
    model,
    runModel,
    row,
    rules,
    steps,
    calls,
    total,
    output,
    versions,
    checks,
  } = explanation;
  const runHref = run.kind === "batch" ? `/batches/${run.id}` : `/trials/${run.id}`;
  const version =
    template.versionNumber === null ? t("draft") : t("version", { number: template.versionNumber });
  return (
    <>
      <PageHeader
        breadcrumbs={[
          run.kind === "batch"
            ? { label: t("batches"), href: "/batches" }
            : { label: t("trials"), href: "/trials" },
          { label: run.name, href: runHref },
        ]}
        title={t("title")}
        facts={[
          t("place", { row: row.number, language: explanation.language }),
          <TextLink key="template" href={`/templates/${template.id}`}>
            {template.name} · {version}
          </TextLink>,
          <TextLink key="dataset" href={`/datasets/${dataset.id}`}>
            {dataset.name}
          </TextLink>,
          modelName(model),
          <MoneyText key="cost" value={total.settled} precision="exact" />,
          compareAmounts(total.unknown.amount, "0") === 0 ? null : (
            <span key="unknown">
              {t("unknown")} <MoneyText value={total.unknown} precision="exact" />
            </span>
          ),
          total.latencyMs > 0 ? <Duration key="time" ms={total.latencyMs} /> : null,
        ]}
        actions={<CopyLink />}
      />
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[24rem_minmax(0,1fr)]">
        <div className="grid gap-4">
          <Card title={t("row")}>
            {row.isGone ? (
              <p className="text-muted">{t("rowGone")}</p>
            ) : (
              <>
                <ValueList values={row.values} names={row.columns} />
                <RowPictures values={row.values} />
              </>
            )}
            {row.corrections.map(({ at, by, before, after }) => (
              <Callout key={at} tone="info" className="mt-3">
                {t("corrected", { by })} <DateTime iso={at} />
                <ul>
                  {Object.keys(after).map((column) => (
                    <li key={column} className="break-words">
                      {t("correction", {
                        column,
                        before: before[column] || "—",
                        after: after[column] || "—",
                      })}
                    </li>
                  ))}
                </ul>
              </Callout>
            ))}
          </Card>
          {rules.length > 0 ? (
            <Card title={t("rules")} flush>
              <PreviewRules rules={rules.map(({ rule }) => rule)} fired={rules} />
            </Card>
          ) : null}
          {steps.length > 0 ? (
            <Card title={t("steps")} flush>
              <StepList steps={steps} />
            </Card>
          ) : null}
          <Card title={t("madeWith")}>
            <ValueList
              values={{
                [t("template")]: `${template.name} ${version}`,
                [t("dataset")]: dataset.name,
                ...(model.name && { [t("model")]: modelName(model) }),
                ...(runModel?.name && { [t("runModel")]: modelName(runModel) }),
                ...Object.fromEntries(
                  Object.entries(explanation.parameters).map(([name, value]) => [name, value]),
                ),
              }}
            />
          </Card>
        </div>
        <div className="grid min-w-0 gap-4">
          {explanation.isBlind ? <Callout tone="info">{t("blind")}</Callout> : null}
          {explanation.failure ? <Callout tone="danger">{explanation.failure.message}</Callout> : null}
          {calls.map((call, place) => (
            <ExplainedCallCard
              key={call.id}
              call={call}
              number={place + 1}
              run={run}
              language={explanation.language}
              canSeeLedger={canSeeLedger}
            />
          ))}
          {calls.length === 0 && !explanation.isBlind ? <Callout tone="info">{t("noCalls")}</Callout> : null}
          {output ? (
            <Card title={t("output", { version: explanation.outputVersion ?? 1 })}>
              <ValueList values={output} lang={explanation.language} />
            </Card>
          ) : null}
          {checks.length > 0 ? (
            <Card title={t("checks", { version: explanation.checkedVersion ?? 1 })}>
              <VerdictList verdicts={checks} />
              <p className="mt-2 text-muted text-xs">
                {t("checkVersions", {
                  versions: [...new Set(checks.map(({ kind, version }) => `${kind} ${version}`))].join(", "),
                })}
              </p>
            </Card>
          ) : null}
          {versions.length > 1 ? (
            <Card title={t("versions")} flush>
              <VersionTable versions={versions} />
            </Card>
          ) : null}
        </div>
      </div>
    </>
  );
}
