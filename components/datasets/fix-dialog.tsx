"use client";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Dialog } from "#components/ui/dialog.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import type { CellFix } from "#lib/datasets/cell-fix.ts";
import type { UploadCheck } from "./dataset-answer.ts";
import { fixOf, startDraft } from "./fix-draft.ts";
import { FixFields } from "./fix-fields.tsx";

/** A fix for what does not fit, before the file is imported; the check that follows says what it did. */
export function FixDialog({
  group,
  onFix,
  onClose,
}: {
  group: Pick<UploadCheck["groups"][number], "rule" | "column" | "message"> & {
    examples: { value: string }[];
  };
  onFix: (fix: CellFix) => void;
  onClose: () => void;
}) {
  const t = useTranslations("datasets.fix");
  const formId = useId();
  const [draft, setDraft] = useState(() => startDraft(group.rule));
  const fix = fixOf(group, draft);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={group.message}
      description={t("hint")}
      footer={
        <FormButtons formId={formId} label={t("add")} pending={false} disabled={!fix} onCancel={onClose} />
      }
    >
      <form
        id={formId}
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (fix) onFix(fix);
        }}
      >
        <p className="text-muted">
          {t("examplesAre", {
            examples: group.examples.map(({ value }) => value || t("empty")).join(" · "),
          })}
        </p>
        <FixFields rule={group.rule} draft={draft} onDraft={setDraft} />
      </form>
    </Dialog>
  );
}
