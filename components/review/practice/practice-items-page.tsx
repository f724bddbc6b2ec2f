"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { GraduationCap } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { ConfirmChange } from "#components/api/confirm-change.tsx";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { Button } from "#components/ui/button.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { parseItemId } from "#lib/batches/item-id.ts";
import type { KeptPracticeItem } from "#lib/review/practice/keep-practice-items.ts";

/** The outputs there are to practise on: where each comes from, what is known of it, and how it was answered. */
export function PracticeItemsPage({ items: first }: { items: KeptPracticeItem[] }) {
  const t = useTranslations("review.practice");
  const review = useTranslations("review");
  const queries = useQueryClient();
  const { data } = useQuery({
    ...api.review.practice.items.queryOptions({ input: undefined }),
    initialData: { items: first },
  });
  const addAgreed = useMutation(
    api.review.practice.addAgreed.mutationOptions({
      onSuccess: ({ added }) => {
        showToast({ title: t("addedAgreed", { count: added }) });
        void queries.invalidateQueries({ queryKey: api.review.practice.key() });
      },
    }),
  );
  return (
    <>
      <PageHeader
        title={t("itemsTitle")}
        facts={[t("items", { count: data.items.length })]}
        actions={
          <Button loading={addAgreed.isPending} onClick={() => addAgreed.mutate(undefined)}>
            {t("addAgreed")}
          </Button>
        }
      />
      <p className="mb-3 max-w-3xl text-muted">{t("itemsHint")}</p>
      <ProblemCallout error={addAgreed.error} className="mb-3" />
      <DataTable
        label={t("itemsTitle")}
        rows={data.items}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon={<GraduationCap aria-hidden />} title={t("noItems")} cause={t("noItemsCause")} />
        }
        columns={[
          {
            id: "item",
            header: t("item"),
            cell: ({ itemId, batchName, rowNumber }) => (
              <TextLink href={hrefOf(itemId)}>{t("itemOf", { batch: batchName, row: rowNumber })}</TextLink>
            ),
          },
          { id: "language", header: t("language"), cell: ({ language }) => language },
          {
            id: "answer",
            header: t("answer"),
            width: "18rem",
            wrap: true,
            cell: ({ answer, answerReason, why }) => (
              <>
                {answerReason
                  ? t("rejectedFor", { reason: review(`reason.${answerReason as "other"}`) })
                  : t(`answers.${answer}`)}
                {why ? <span className="block whitespace-pre-wrap text-muted">{why}</span> : null}
              </>
            ),
          },
          {
            id: "right",
            header: t("answeredRight"),
            align: "end",
            cell: ({ answers, right }) => (
              <>
                <NumberText value={right} /> / <NumberText value={answers} />
              </>
            ),
          },
          {
            id: "added",
            header: t("added"),
            width: "12rem",
            wrap: true,
            cell: ({ addedBy, addedAt }) => (
              <>
                {addedBy.name}
                <span className="block">
                  <DateTime iso={addedAt} dateOnly />
                </span>
              </>
            ),
          },
          {
            id: "retire",
            header: t("act"),
            cell: (item) => <Retire item={item} />,
          },
        ]}
      />
    </>
  );
}

function Retire({ item: { id, batchName, rowNumber } }: { item: KeptPracticeItem }) {
  const t = useTranslations("review.practice");
  const [isOpen, setIsOpen] = useState(false);
  return (
    <ConfirmChange
      open={isOpen}
      onOpenChange={setIsOpen}
      trigger={
        <Button size="sm" variant="ghost">
          {t("retire")}
        </Button>
      }
      title={t("retireOf", { batch: batchName, row: rowNumber })}
      description={t("retireHint")}
      confirmLabel={t("retire")}
      change={client.review.practice.retire}
      input={{ id }}
      touches={[api.review.practice.key()]}
      onDone={() => {
        setIsOpen(false);
        showToast({ title: t("retired") });
      }}
    />
  );
}

function hrefOf(itemId: string): string {
  const at = parseItemId(itemId);
  return at ? `/batches/${at.batchId}?item=${at.seq}` : "/batches";
}
