"use client";
import { useMutation } from "@tanstack/react-query";
import { Ban, Pause, Play } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { client } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { useProblemText } from "#components/api/use-problem-text.ts";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog, Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { nextBatchState } from "#lib/batches/batch-state.ts";
import { isAmount, multiplyAmount } from "#lib/money.ts";
import type { Batch } from "./answers.ts";

/** Pause or resume, and cancel, as the batch's state allows. */
export function BatchControls({ batch, onDone }: { batch: Batch; onDone: () => void }) {
  const t = useTranslations("batches.control");
  const textOf = useProblemText();
  const [asking, setAsking] = useState<"cancel" | "cap" | null>(null);
  const onError = (error: unknown) => showToast({ tone: "danger", title: textOf(error) });
  const pause = useMutation({
    mutationFn: () => client.batches.pause({ id: batch.id }),
    onError,
    onSuccess: onDone,
  });
  const resume = useMutation({
    mutationFn: () => client.batches.resume({ id: batch.id }),
    onError,
    onSuccess: onDone,
  });
  const cancel = useMutation({
    mutationFn: () => client.batches.cancel({ id: batch.id }),
    onError,
    onSuccess: onDone,
    onSettled: () => setAsking(null),
  });
  const { code, params } = batch.waitingFor ?? {};
  // A budget above it is raised elsewhere, by a manager.
  const isOverBudget = code === "over_budget" && !params?.budget;
  const { running } = batch.counts;
  return (
    <span className="flex flex-wrap gap-2 empty:hidden">
      {nextBatchState(batch.status, "cancel") ? (
        <Button icon={<Ban aria-hidden />} onClick={() => setAsking("cancel")}>
          {t("cancel")}
        </Button>
      ) : null}
      {nextBatchState(batch.status, "pause") ? (
        <Button
          variant="primary"
          icon={<Pause aria-hidden />}
          loading={pause.isPending}
          onClick={() => pause.mutate()}
        >
          {t("pause")}
        </Button>
      ) : null}
      {nextBatchState(batch.status, "resume") ? (
        <Button
          variant="primary"
          icon={<Play aria-hidden />}
          loading={resume.isPending}
          onClick={() => (isOverBudget ? setAsking("cap") : resume.mutate())}
        >
          {isOverBudget ? t("raiseCap") : t("resume")}
        </Button>
      ) : null}
      <ConfirmDialog
        open={asking === "cancel"}
        onOpenChange={(open) => setAsking(open ? "cancel" : null)}
        title={t("cancelTitle")}
        description={t("cancelDescription")}
        confirmLabel={t("cancel")}
        danger
        busy={cancel.isPending}
        onConfirm={() => cancel.mutate()}
      >
        <p>
          {t("inFlight", { calls: running })} <MoneyText value={batch.reserved} />
        </p>
      </ConfirmDialog>
      {asking === "cap" ? <RaiseCap batch={batch} onClose={() => setAsking(null)} onDone={onDone} /> : null}
    </span>
  );
}

function RaiseCap({ batch, onClose, onDone }: { batch: Batch; onClose: () => void; onDone: () => void }) {
  const t = useTranslations("batches.control");
  const launch = useTranslations("batches.launch");
  const words = useTranslations("common.action");
  const { currency } = batch.budgetCap;
  const [cap, setCap] = useState(() => multiplyAmount(batch.budgetCap.amount, 2));
  const resume = useMutation({
    mutationFn: () => client.batches.resume({ id: batch.id, budgetCap: { amount: cap.trim(), currency } }),
    onSuccess: () => {
      onDone();
      onClose();
    },
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("raiseCapTitle")}
      description={t("raiseCapDescription")}
      footer={
        <>
          <Button onClick={onClose}>{words("cancel")}</Button>
          <Button
            variant="primary"
            loading={resume.isPending}
            disabled={!isAmount(cap)}
            onClick={() => resume.mutate()}
          >
            {t("resume")}
          </Button>
        </>
      }
    >
      <ProblemCallout error={resume.error} className="mb-3" />
      <Field label={t("newCap", { currency })} error={isAmount(cap) ? undefined : launch("capNoAmount")}>
        <Input value={cap} onValueChange={setCap} inputMode="decimal" autoComplete="off" />
      </Field>
    </Dialog>
  );
}
