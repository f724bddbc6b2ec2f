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
import { showToast } from "#components/ui/toast.tsx";

/** Makes a decided item one to practise on, with what is told to whoever has answered. */
export function AddPracticeItem({ itemId }: { itemId: string }) {
  const t = useTranslations("review.practice");
  const formId = useId();
  const [isOpen, setIsOpen] = useState(false);
  const [why, setWhy] = useState("");
  const add = useMutation(
    api.review.practice.add.mutationOptions({
      onSuccess: ({ added }) => {
        setIsOpen(false);
        showToast({ title: added > 0 ? t("addedOne") : t("addedBefore") });
      },
    }),
  );
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>{t("add")}</Button>
      <Dialog
        open={isOpen}
        onOpenChange={setIsOpen}
        title={t("addTitle")}
        width="sm"
        footer={
          <FormButtons
            formId={formId}
            label={t("add")}
            pending={add.isPending}
            onCancel={() => setIsOpen(false)}
          />
        }
      >
        <form
          id={formId}
          onSubmit={(event) => {
            event.preventDefault();
            add.mutate({ itemId, why });
          }}
        >
          <ProblemCallout error={add.error} className="mb-3" />
          <Field label={t("why")} hint={t("whyHint")} optional>
            <Textarea
              value={why}
              onChange={(event) => setWhy(event.target.value)}
              maxLength={2_000}
              autoFocus
            />
          </Field>
        </form>
      </Dialog>
    </>
  );
}
