"use client";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { Input } from "#components/ui/input.tsx";

/** Asks for another name of a selection; what it finds stays as it is. */
export function RenameSelection({
  selection,
  onClose,
}: {
  selection: { id: string; name: string };
  onClose: () => void;
}) {
  const t = useTranslations("catalogue.selections");
  const formId = useId();
  const [name, setName] = useState(selection.name);
  // Datasets and schedules say of which selection they are.
  const rename = useChange(client.selections.change, {
    touches: [api.selections.key(), api.datasets.key(), api.schedules.key()],
  });
  const isOther = name.trim() !== "" && name.trim() !== selection.name;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("renameTitle", { name: selection.name })}
      width="sm"
      footer={<FormButtons formId={formId} pending={rename.pending} disabled={!isOther} onCancel={onClose} />}
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          if (isOther) rename.run({ id: selection.id, name: name.trim() }, onClose);
        }}
      >
        {rename.problem ? (
          <Callout tone="danger" className="mb-3">
            {rename.problem}
          </Callout>
        ) : null}
        <Field label={t("name")} error={rename.misfit("name")}>
          <Input value={name} onValueChange={setName} maxLength={200} autoFocus />
        </Field>
      </form>
    </Dialog>
  );
}
