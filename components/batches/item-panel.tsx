"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { LoadingPanel } from "#components/api/loading-panel.tsx";
import { VerdictList } from "#components/checks/verdict-list.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Code } from "#components/ui/code.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { StructuredValue } from "#components/ui/structured-value.tsx";
import { ItemStateBadge } from "./item-state.tsx";
import { VersionTable } from "./version-table.tsx";

/** One item: its output or why there is none, what the output went through, its row, and every call it took. */
export function ItemPanel({ batchId, seq, onClose }: { batchId: string; seq: number; onClose: () => void }) {
  const t = useTranslations("batches");
  const { data: item, error } = useQuery(api.batches.item.queryOptions({ input: { id: batchId, seq } }));
  const attempts = useQuery(api.batches.attempts.queryOptions({ input: { id: batchId, seq, limit: 200 } }));
  if (!item) return <LoadingPanel title={t("item")} error={error} onClose={onClose} />;
  return (
    <SidePanel
      title={t("itemTitle", { row: item.rowNumber, language: item.language })}
      facts={
        <>
          <ItemStateBadge state={item.state} />
          <MoneyText value={item.cost} precision="exact" />
          {item.endedAt ? <DateTime iso={item.endedAt} relative /> : null}
        </>
      }
      onClose={onClose}
      width="lg"
    >
      <div className="flex flex-col gap-6">
        {item.failure ? (
          <Callout tone={item.state === "skipped" ? "warning" : "danger"}>{item.failure.message}</Callout>
        ) : null}
        {item.output ? (
          <section>
            <h3 className="mb-2 font-semibold">{t("output")}</h3>
            <Values values={item.output} lang={item.language} />
          </section>
        ) : null}
        {item.checks.length > 0 ? (
          <section>
            <h3 className="mb-2 font-semibold">{t("checks")}</h3>
            <VerdictList verdicts={item.checks} />
          </section>
        ) : null}
        {item.versions.length > 1 ? (
          <section>
            <h3 className="mb-2 font-semibold">{t("versions")}</h3>
            <VersionTable versions={item.versions} />
          </section>
        ) : null}
        <section>
          <h3 className="mb-2 font-semibold">{t("source")}</h3>
          <Values values={item.values} />
        </section>
        <section>
          <h3 className="mb-2 font-semibold">{t("calls")}</h3>
          <DataTable
            plain
            label={t("calls")}
            rows={attempts.data?.items ?? []}
            loading={attempts.isPending}
            rowKey={(attempt) => attempt.id}
            empty={<p className="p-4 text-muted">{t("noCalls")}</p>}
            columns={[
              { id: "at", header: t("at"), cell: (attempt) => <DateTime iso={attempt.at} relative /> },
              { id: "purpose", header: t("purpose"), cell: (attempt) => purposeOf(t, attempt.purpose) },
              { id: "kind", header: t("charge"), cell: (attempt) => t(`kind.${attempt.kind}`) },
              { id: "outcome", header: t("outcome"), cell: (attempt) => <Code>{attempt.outcome}</Code> },
              {
                id: "tokens",
                header: t("tokens"),
                align: "end",
                cell: ({ usage }) => (
                  <>
                    <NumberText value={usage.inputTokens} /> → <NumberText value={usage.outputTokens} />
                  </>
                ),
              },
              {
                id: "latency",
                header: t("latency"),
                align: "end",
                cell: (attempt) => <Duration ms={attempt.latencyMs} />,
              },
              {
                id: "cost",
                header: t("cost"),
                align: "end",
                cell: ({ cost, batchDiscount }) => (
                  <>
                    <MoneyText value={cost} precision="exact" />
                    {batchDiscount === null ? null : (
                      <span className="block text-muted text-xs">
                        {t("batchDiscount", { discount: batchDiscount })}
                      </span>
                    )}
                  </>
                ),
              },
            ]}
          />
        </section>
      </div>
    </SidePanel>
  );
}

type Translate = ReturnType<typeof useTranslations<"batches">>;

function purposeOf(t: Translate, purpose: string): string {
  return purpose === "repair" ? t("purposes.repair") : t("purposes.generate");
}

function Values({ values, lang }: { values: Record<string, unknown>; lang?: string }) {
  return (
    <dl className="grid grid-cols-[minmax(6rem,auto)_1fr] gap-x-4 gap-y-1.5">
      {Object.entries(values).map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="break-words text-muted">{name}</dt>
          <dd lang={lang} className="min-w-0 break-words">
            {value === "" ? "—" : <StructuredValue value={value} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}
