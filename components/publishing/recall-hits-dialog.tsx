"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { useProblemText } from "#components/api/use-problem-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { showToast } from "#components/ui/toast.tsx";

/** Calls back what stands in channels and a lexicon was found in, or one term of it, once it has said how much that is. */
export function RecallHitsDialog({ lexiconId, onClose }: { lexiconId: string; onClose: () => void }) {
  const t = useTranslations("publishing.recall");
  const words = useTranslations("common.action");
  const textOf = useProblemText();
  const [term, setTerm] = useState("");
  const [reason, setReason] = useState("");
  const scope = { lexiconId, ...(term.trim() !== "" && { term: term.trim() }) };
  const count = useQuery(api.recalls.count.queryOptions({ input: scope, gcTime: 0, staleTime: 0 }));
  const recall = useChange(client.recalls.create, { touches: [api.recalls.key(), api.publications.key()] });
  const standing = count.data?.count ?? 0;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("hits.title")}
      description={t("hits.hint")}
      footer={
        <>
          <Button onClick={onClose}>{words("cancel")}</Button>
          <Button
            variant="danger"
            disabled={standing === 0 || reason.trim() === ""}
            loading={recall.pending}
            onClick={() =>
              recall.run({ ...scope, reason }, ({ itemCount }) => {
                showToast({ title: t("done", { count: itemCount }) });
                onClose();
              })
            }
          >
            {t("do")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <Field label={t("hits.term")} hint={t("hits.termHint")} optional>
          <Input value={term} onValueChange={setTerm} maxLength={200} autoComplete="off" />
        </Field>
        <Field label={t("reason")} error={recall.misfit("reason")}>
          <Input value={reason} onValueChange={setReason} maxLength={1_000} />
        </Field>
        <p aria-live="polite" className="font-medium">
          {count.data ? t("hits.count", { count: standing }) : null}
        </p>
        {count.error ? <Callout tone="danger">{textOf(count.error)}</Callout> : null}
        {recall.problem ? <Callout tone="danger">{recall.problem}</Callout> : null}
      </div>
    </Dialog>
  );
}
