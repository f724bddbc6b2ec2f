"use client";
import { Check, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { Batch } from "./answers.ts";

export interface ApprovalCardProps {
  batch: Batch;
  /** May approve launches of others. */
  canApprove: boolean;
  isOwn: boolean;
  onDecided: () => void;
}

/** Why a launch waits for somebody else's word, with the word itself for who may give it; afterwards who gave it, and why not. */
export function ApprovalCard({ batch, canApprove, isOwn, onDecided }: ApprovalCardProps) {
  const { approval, status } = batch;
  if (!approval) return null;
  if (status === "awaiting-approval")
    return (
      <WaitingForApproval
        batch={batch}
        approval={approval}
        canDecide={canApprove && !isOwn}
        isOwn={isOwn && canApprove}
        onDecided={onDecided}
      />
    );
  return approval.decision ? <Decided approval={approval} /> : null;
}

type Approval = NonNullable<Batch["approval"]>;

function WaitingForApproval({
  batch,
  approval,
  canDecide,
  isOwn,
  onDecided,
}: {
  batch: Batch;
  approval: Approval;
  canDecide: boolean;
  isOwn: boolean;
  onDecided: () => void;
}) {
  const t = useTranslations("batches.approval");
  return (
    <Callout
      tone="warning"
      title={t("title")}
      action={canDecide ? <Decision batch={batch} onDecided={onDecided} /> : null}
    >
      <ul>
        {approval.reasons.map(({ code, message }) => (
          <li key={`${code}:${message}`}>{message}</li>
        ))}
      </ul>
      <p>
        {t("expected")} <MoneyText value={batch.expectedTotal} /> · {t("cap")}{" "}
        <MoneyText value={batch.budgetCap} />
      </p>
      {approval.priceChanged ? <p className="font-medium">{t("priceChanged")}</p> : null}
      <p className="text-muted">{isOwn ? t("own") : t("waits")}</p>
    </Callout>
  );
}

function Decision({ batch, onDecided }: { batch: Batch; onDecided: () => void }) {
  const t = useTranslations("batches.approval");
  const [isRefusing, setRefusing] = useState(false);
  const approve = useChange(client.batches.approve, { touches: [] });
  return (
    <div className="flex flex-col items-start gap-2">
      <span className="flex flex-wrap gap-2">
        <Button
          variant="primary"
          icon={<Check aria-hidden />}
          loading={approve.pending}
          onClick={() =>
            approve.run({ id: batch.id }, () => {
              showToast({ title: t("approvedToast", { name: batch.name }) });
              onDecided();
            })
          }
        >
          {t("approve")}
        </Button>
        <Button icon={<X aria-hidden />} onClick={() => setRefusing(true)}>
          {t("refuse")}
        </Button>
      </span>
      {approve.problem ? <Callout tone="danger">{approve.problem}</Callout> : null}
      {isRefusing ? (
        <Refusing batch={batch} onClose={() => setRefusing(false)} onDecided={onDecided} />
      ) : null}
    </div>
  );
}

const LONGEST_NOTE = 1_000;

function Refusing({
  batch,
  onClose,
  onDecided,
}: {
  batch: Batch;
  onClose: () => void;
  onDecided: () => void;
}) {
  const t = useTranslations("batches.approval");
  const words = useTranslations("common.action");
  const [note, setNote] = useState("");
  const refuse = useChange(client.batches.refuse, { touches: [] });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("refuseTitle")}
      description={t("refuseDescription", { name: batch.launchedBy.name })}
      footer={
        <>
          <Button onClick={onClose}>{words("cancel")}</Button>
          <Button
            variant="danger"
            disabled={note.trim() === ""}
            loading={refuse.pending}
            onClick={() =>
              refuse.run({ id: batch.id, note: note.trim() }, () => {
                showToast({ title: t("refusedToast", { name: batch.name }) });
                onClose();
                onDecided();
              })
            }
          >
            {t("refuse")}
          </Button>
        </>
      }
    >
      {refuse.problem ? (
        <Callout tone="danger" className="mb-3">
          {refuse.problem}
        </Callout>
      ) : null}
      <Field label={t("note")}>
        <Textarea
          value={note}
          onChange={(event) => setNote(event.target.value)}
          maxLength={LONGEST_NOTE}
          rows={3}
          autoFocus
        />
      </Field>
    </Dialog>
  );
}

function Decided({
  approval: { decision, decidedBy, decidedAt, note, priceChanged },
}: {
  approval: Approval;
}) {
  const t = useTranslations("batches.approval");
  const isApproved = decision === "approved";
  return (
    <Callout
      tone={isApproved ? "info" : "warning"}
      title={
        <>
          {t(isApproved ? "approvedBy" : "refusedBy", { name: decidedBy?.name ?? "" })} ·{" "}
          <DateTime iso={decidedAt} relative />
        </>
      }
    >
      {note ? <p className="wrap-anywhere whitespace-pre-wrap">{note}</p> : null}
      {isApproved && priceChanged ? <p>{t("priceChanged")}</p> : null}
    </Callout>
  );
}
