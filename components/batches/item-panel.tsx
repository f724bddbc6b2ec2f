"use client";
import { useQuery } from "@tanstack/react-query";
import { ReceiptText } from "lucide-react";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { api } from "#components/api/client.ts";
import { LoadingPanel } from "#components/api/loading-panel.tsx";
import { VerdictList } from "#components/checks/verdict-list.tsx";
import { MadePicture } from "#components/images/made-picture.tsx";
import { EscalationThread } from "#components/review/escalation-thread.tsx";
import { AddPracticeItem } from "#components/review/practice/add-practice-item.tsx";
import { useOutcomeText } from "#components/spend/use-outcome-text.ts";
import { RowPictures } from "#components/templates/shown-pictures.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { ValueList } from "#components/ui/value-list.tsx";
import { Decisions } from "./decisions.tsx";
import { ItemBlocks } from "./item-blocks.tsx";
import { ItemRegenerations } from "./item-regenerations.tsx";
import { ItemStateBadge } from "./item-state.tsx";
import { ReopenItem } from "./reopen-item.tsx";
import { VersionTable } from "./version-table.tsx";

const DECIDED = ["approved", "rejected"];

export interface ItemPanelProps {
  batchId: string;
  seq: number;
  /** May send it back to review. */
  canReopen: boolean;
  /** May make it one to practise review on. */
  canAddPractice: boolean;
  onReopened: () => void;
  /** Whether the reader may see what was decided. */
  canSeeReview: boolean;
  /** Whether the page is its batch's; elsewhere it says where that is. */
  isBesideBatch?: boolean;
  onClose: () => void;
}

/** One item: its output or why there is none, what the output went through, its row, what was decided on it, and every call it took; each has an address. */
export function ItemPanel({
  batchId,
  seq,
  canReopen,
  canAddPractice,
  onReopened,
  canSeeReview,
  isBesideBatch = true,
  onClose,
}: ItemPanelProps) {
  const t = useTranslations("batches");
  const why = useTranslations("explanations");
  const outcomeText = useOutcomeText();
  const {
    data: item,
    error,
    refetch,
  } = useQuery(api.batches.item.queryOptions({ input: { id: batchId, seq } }));
  const [openCall, setOpenCall] = useQueryState("call", parseAsString.withOptions({ history: "replace" }));
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
          {item.reviewState === "none" ? null : <span>{t(`reviewState.${item.reviewState}`)}</span>}
          <TextLink href={`/batches/${batchId}/items/${seq}/why`}>{why("title")}</TextLink>
          {isBesideBatch ? null : (
            <TextLink href={`/batches/${batchId}?item=${seq}`}>{t("inItsBatch")}</TextLink>
          )}
          {canAddPractice && DECIDED.includes(item.reviewState) ? (
            <AddPracticeItem itemId={item.itemId} />
          ) : null}
          {canReopen && item.route !== "drop" && DECIDED.includes(item.reviewState) ? (
            <ReopenItem
              itemId={item.itemId}
              onReopened={() => {
                void refetch();
                onReopened();
              }}
            />
          ) : null}
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
            <ValueList values={item.output} lang={item.language} />
            {picturesIn(item.checks).map((assetId) => (
              <div key={assetId} className="mt-2">
                <MadePicture assetId={assetId} />
              </div>
            ))}
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
        {canSeeReview && item.reviewState !== "none" ? (
          <>
            <ItemBlocks itemId={item.itemId} />
            <ItemRegenerations itemId={item.itemId} />
            <Decisions itemId={item.itemId} />
            <EscalationThread itemId={item.itemId} className="" />
          </>
        ) : null}
        <section>
          <h3 className="mb-2 font-semibold">{t("source")}</h3>
          <ValueList values={item.values} names={item.columns} />
          <RowPictures values={item.values} />
        </section>
        <section>
          <h3 className="mb-2 font-semibold">{t("calls")}</h3>
          <DataTable
            plain
            label={t("calls")}
            rows={attempts.data?.items ?? []}
            loading={attempts.isPending}
            rowKey={(attempt) => attempt.id}
            currentKey={openCall}
            onRowClick={(attempt) => void setOpenCall(attempt.id === openCall ? null : attempt.id)}
            empty={<p className="p-4 text-muted">{t("noCalls")}</p>}
            columns={[
              { id: "at", header: t("at"), cell: (attempt) => <DateTime iso={attempt.at} relative /> },
              { id: "purpose", header: t("purpose"), cell: (attempt) => t(`purposes.${attempt.purpose}`) },
              { id: "kind", header: t("charge"), cell: (attempt) => t(`kind.${attempt.kind}`) },
              { id: "outcome", header: t("outcome"), cell: (attempt) => outcomeText(attempt.outcome) },
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
              {
                id: "entry",
                header: t("entry"),
                cell: (attempt) => (
                  <LinkButton
                    size="sm"
                    variant="ghost"
                    className="relative z-10"
                    href={`/spend/ledger?batch=${batchId}&attempt=${attempt.id}`}
                    aria-label={t("entry")}
                    icon={<ReceiptText aria-hidden />}
                  />
                ),
              },
            ]}
          />
        </section>
      </div>
    </SidePanel>
  );
}

// What steps have made is told by what was found of it.
function picturesIn(
  checks: readonly { kind: string; field: string | null; evidence?: Record<string, unknown> | undefined }[],
) {
  const ids = checks.flatMap(({ kind, field, evidence }) =>
    kind === "picture" && field !== null && typeof evidence?.assetId === "string" ? [evidence.assetId] : [],
  );
  return [...new Set(ids)];
}
