"use client";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { useCheckName } from "./use-check-name.ts";

/** Lets what one kind of check blocks pass, with a reason. */
export function OverrideBlock({
  itemId,
  check,
  onOverridden,
}: {
  itemId: string;
  check: string;
  onOverridden: () => void;
}) {
  const t = useTranslations("review.override");
  const name = useCheckName()(check);
  const formId = useId();
  const [isOpen, setIsOpen] = useState(false);
  const [reason, setReason] = useState("");
  const override = useChange(client.review.override, { touches: [api.review.key(), api.batches.key()] });
  return (
    <>
      <Button size="sm" onClick={() => setIsOpen(true)}>
        {t("open", { check: name })}
      </Button>
      <Dialog
        open={isOpen}
        onOpenChange={setIsOpen}
        title={t("title", { check: name })}
        width="sm"
        footer={
          <FormButtons
            formId={formId}
            label={t("submit")}
            pending={override.pending}
            disabled={reason.trim() === ""}
            onCancel={() => setIsOpen(false)}
          />
        }
      >
        <form
          id={formId}
          onSubmit={(event) => {
            event.preventDefault();
            override.run({ itemId, check, reason }, () => {
              setIsOpen(false);
              onOverridden();
            });
          }}
        >
          {override.problem ? (
            <Callout tone="danger" className="mb-3">
              {override.problem}
            </Callout>
          ) : null}
          <Field label={t("reason")} hint={t("hint")}>
            <Textarea
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              maxLength={2_000}
              autoFocus
            />
          </Field>
        </form>
      </Dialog>
    </>
  );
}
