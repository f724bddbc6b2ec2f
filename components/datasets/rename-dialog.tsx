"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { api } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { Input } from "#components/ui/input.tsx";

export interface RenameDialogProps {
  dataset: { id: string; name: string };
  open: boolean;
  onClose: () => void;
  onRenamed: () => void;
}

/** Asks for another name. */
export function RenameDialog({ dataset, open, onClose, onRenamed }: RenameDialogProps) {
  const t = useTranslations("datasets.rename");
  const formId = useId();
  const [name, setName] = useState(dataset.name);
  const rename = useMutation(api.datasets.rename.mutationOptions({ onSuccess: onRenamed }));
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
      title={t("title")}
      width="sm"
      footer={
        <FormButtons
          formId={formId}
          pending={rename.isPending}
          disabled={name.trim() === ""}
          onCancel={onClose}
        />
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate({ id: dataset.id, name: name.trim() });
        }}
      >
        <ProblemCallout error={rename.error} className="mb-3" />
        <Field label={t("name")}>
          <Input value={name} onValueChange={setName} maxLength={200} autoFocus />
        </Field>
      </form>
    </Dialog>
  );
}
