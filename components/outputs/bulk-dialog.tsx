"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { Select } from "#components/ui/select.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { valueSummary } from "#components/ui/value-summary.ts";
import type { BulkDeed } from "#lib/outputs/bulk-action.ts";
import type { OutputFilter } from "#lib/outputs/filter-schema.ts";
import { REJECT_REASONS, rejectReason } from "#lib/review/reject-reason.ts";
import { RegenerationEstimate } from "./regeneration-estimate.tsx";

const AS_EACH_WAS = "own";

export interface BulkDialogProps {
  filter: OutputFilter;
  deed: BulkDeed;
  onClose: () => void;
  onAsked: (actionId: string) => void;
}

/** Says how many outputs there are, shows some of them and what they cost, and then asks for the deed. */
export function BulkDialog({ filter, deed, onClose, onAsked }: BulkDialogProps) {
  const t = useTranslations("outputs.bulk");
  const words = useTranslations("common.action");
  const reasons = useTranslations("review.reason");
  const hasOwn = deed === "regenerate" && (filter.state === "rejected" || filter.reason !== undefined);
  const [reason, setReason] = useState<string | null>(hasOwn ? AS_EACH_WAS : null);
  const [note, setNote] = useState("");
  const preview = useQuery({
    ...api.outputs.bulk.preview.queryOptions({ input: { filter, do: deed } }),
    retry: false,
    gcTime: 0,
  });
  const ask = useChange(client.outputs.bulk.ask, { touches: [api.outputs.bulk.list.key()] });
  const found = preview.data;
  const rejects = deed === "reject" || deed === "regenerate";
  const makesAnew = deed === "regenerate" || (rejects && rejectReason(reason ?? "")?.route === "regenerate");
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t(`title.${deed}`)}
      description={t("frozen")}
      footer={
        <>
          <Button onClick={onClose}>{words("cancel")}</Button>
          <Button
            variant="primary"
            loading={ask.pending}
            disabled={!found || (rejects && reason === null)}
            onClick={() =>
              ask.run(
                {
                  ...{ filter, do: deed },
                  ...(rejects && reason !== null && reason !== AS_EACH_WAS && { reason }),
                  ...(note.trim() !== "" && { note: note.trim() }),
                },
                ({ id }) => {
                  onClose();
                  onAsked(id);
                },
              )
            }
          >
            {t(`ask.${deed}`, { count: found?.count ?? 0 })}
          </Button>
        </>
      }
    >
      <ProblemCallout error={preview.error} className="mb-3" />
      {ask.problem ? (
        <Callout tone="danger" className="mb-3">
          {ask.problem}
        </Callout>
      ) : null}
      {preview.isPending ? <Skeleton className="h-32" /> : null}
      {found ? (
        <div className="flex flex-col gap-4">
          <p>
            {t.rich("found", { count: found.count, number: () => <NumberText value={found.count} /> })}{" "}
            <span className="text-muted">
              {t("spent")}{" "}
              {found.spent.map((amount) => (
                <span key={amount.currency} className="me-2">
                  <MoneyText value={amount} precision="exact" />
                </span>
              ))}
              {makesAnew ? null : t(`costs.${deed}`)}
            </span>
          </p>
          <ul className="flex flex-col divide-y divide-line rounded-md border border-line">
            {found.samples.map((sample) => (
              <li key={sample.itemId} lang={sample.language} className="truncate px-2 py-1.5 text-xs">
                {valueSummary(Object.values(sample.output)) || "—"}
              </li>
            ))}
          </ul>
          {makesAnew && found.regeneration ? <RegenerationEstimate estimate={found.regeneration} /> : null}
          {rejects ? (
            <Field label={t("reason")} group>
              <Select
                aria-label={t("reason")}
                value={reason}
                placeholder={t("reasonChoose")}
                options={[
                  ...(hasOwn ? [{ value: AS_EACH_WAS, label: t("ownReason") }] : []),
                  ...REJECT_REASONS.map(({ code }) => ({ value: code, label: reasons(code) })),
                ]}
                onValueChange={setReason}
              />
            </Field>
          ) : null}
          {deed === "recheck" ? null : (
            <Field label={t("note")} optional {...(makesAnew && { hint: t("noteForModel") })}>
              <Textarea
                value={note}
                onChange={(event) => setNote(event.target.value)}
                maxLength={2_000}
                rows={2}
              />
            </Field>
          )}
        </div>
      ) : null}
    </Dialog>
  );
}
