"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { RegenerationEstimate } from "#components/outputs/regeneration-estimate.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { Select } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { showToast } from "#components/ui/toast.tsx";
import {
  REJECT_REASONS,
  REJECT_ROUTES,
  type RejectCode,
  type RejectRoute,
  rejectReason,
} from "#lib/review/reject-reason.ts";
import type { Item } from "./answers.ts";

const AS_THE_REASON_SAYS = "reason";

/** Rejects the chosen items of a list for one reason, and says what became of them. */
export function RejectItems({ items, onRejected }: { items: readonly Item[]; onRejected: () => void }) {
  const t = useTranslations("batches.rejectItems");
  const words = useTranslations("review");
  const formId = useId();
  const [isOpen, setIsOpen] = useState(false);
  const [reason, setReason] = useState<RejectCode>("wrong_fact");
  const [route, setRoute] = useState<RejectRoute | typeof AS_THE_REASON_SAYS>(AS_THE_REASON_SAYS);
  const [note, setNote] = useState("");
  const reject = useChange(client.review.reject, { touches: [api.review.key(), api.batches.key()] });
  const usual = rejectReason(reason)?.route ?? "drop";
  const makesAnew = (route === AS_THE_REASON_SAYS ? usual : route) === "regenerate";
  const { data: preview } = useQuery({
    ...api.outputs.bulk.preview.queryOptions({
      input: { itemIds: items.map(({ itemId }) => itemId), do: "regenerate" },
    }),
    enabled: isOpen && makesAnew,
    gcTime: 0,
  });

  function submit() {
    const input = {
      items: items.map(({ itemId, outputVersion }) => ({ itemId, outputVersion: outputVersion ?? 1 })),
      reason,
      ...(route !== AS_THE_REASON_SAYS && { route }),
      ...(note.trim() && { note: note.trim() }),
    };
    reject.run(input, ({ results }) => {
      const rejected = results.filter(({ status }) => status === "accepted").length;
      const left = results.find(({ status }) => status !== "accepted");
      showToast({
        tone: left ? "info" : "success",
        title: t("done", { count: rejected, left: results.length - rejected }),
        ...(left && { description: t("leftBecause", { code: left.code ?? "other" }) }),
      });
      setIsOpen(false);
      setNote("");
      onRejected();
    });
  }

  return (
    <>
      <Button size="sm" onClick={() => setIsOpen(true)}>
        {t("open", { count: items.length })}
      </Button>
      <Dialog
        open={isOpen}
        onOpenChange={setIsOpen}
        title={t("title", { count: items.length })}
        description={t("description")}
        footer={
          <FormButtons
            formId={formId}
            label={t("open", { count: items.length })}
            pending={reject.pending}
            onCancel={() => setIsOpen(false)}
          />
        }
      >
        <form
          id={formId}
          className="flex flex-col gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          {reject.problem ? <Callout tone="danger">{reject.problem}</Callout> : null}
          <Field label={t("reason")} group>
            <Select
              aria-label={t("reason")}
              value={reason}
              onValueChange={setReason}
              options={REJECT_REASONS.map(({ code }) => ({ value: code, label: words(`reason.${code}`) }))}
            />
          </Field>
          <Field label={t("route")} group>
            <Select
              aria-label={t("route")}
              value={route}
              onValueChange={setRoute}
              options={[
                { value: AS_THE_REASON_SAYS, label: t("asReason", { route: words(`route.${usual}`) }) },
                ...REJECT_ROUTES.map((value) => ({ value, label: words(`route.${value}`) })),
              ]}
            />
          </Field>
          {makesAnew && preview?.regeneration ? (
            <RegenerationEstimate estimate={preview.regeneration} />
          ) : null}
          <Field label={t("note")} hint={t("noteHint")} optional>
            <Textarea value={note} onChange={(event) => setNote(event.target.value)} maxLength={2_000} />
          </Field>
        </form>
      </Dialog>
    </>
  );
}
