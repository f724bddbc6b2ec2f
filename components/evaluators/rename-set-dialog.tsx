"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

export interface RenameSetDialogProps {
  name: string;
  busy: boolean;
  problem: string | null;
  onClose: () => void;
  onSave: (name: string) => void;
}

/** Another name for a regression set. */
export function RenameSetDialog({ name, busy, problem, onClose, onSave }: RenameSetDialogProps) {
  const t = useTranslations("templates.regression");
  const common = useTranslations("common.action");
  const [text, setText] = useState(name);
  return (
    <Dialog
      open
      width="sm"
      onOpenChange={(open) => !open && onClose()}
      title={t("rename")}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button
            variant="primary"
            loading={busy}
            disabled={text.trim() === "" || text.trim() === name}
            onClick={() => onSave(text.trim())}
          >
            {common("save")}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <Field label={t("name")}>
          <Input value={text} maxLength={100} onValueChange={setText} />
        </Field>
        {problem ? <Callout tone="danger">{problem}</Callout> : null}
      </div>
    </Dialog>
  );
}
