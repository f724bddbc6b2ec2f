"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { api } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { Textarea } from "#components/ui/textarea.tsx";

/** Sends a decided item back to review, with a note that says why. */
export function ReopenItem({ itemId, onReopened }: { itemId: string; onReopened: () => void }) {
  const t = useTranslations("batches.reopen");
  const formId = useId();
  const [isOpen, setIsOpen] = useState(false);
  const [note, setNote] = useState("");
  const close = () => setIsOpen(false);
  const reopen = useMutation(
    api.review.reopen.mutationOptions({
      onSuccess: () => {
        close();
        onReopened();
      },
    }),
  );
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>{t("open")}</Button>
      <Dialog
        open={isOpen}
        onOpenChange={setIsOpen}
        title={t("title")}
        width="sm"
        footer={
          <FormButtons
            formId={formId}
            label={t("open")}
            pending={reopen.isPending}
            disabled={note.trim() === ""}
            onCancel={close}
          />
        }
      >
        <form
          id={formId}
          onSubmit={(event) => {
            event.preventDefault();
            reopen.mutate({ itemId, note });
          }}
        >
          <ProblemCallout error={reopen.error} className="mb-3" />
          <Field label={t("note")} hint={t("hint")}>
            <Textarea
              value={note}
              onChange={(event) => setNote(event.target.value)}
              maxLength={2_000}
              autoFocus
            />
          </Field>
        </form>
      </Dialog>
    </>
  );
}
