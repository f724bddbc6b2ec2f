"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Callout } from "#components/ui/callout.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { emptyDraft, toolOf } from "./tool-draft.ts";
import { ToolFields } from "./tool-fields.tsx";

/** Adding a tool; it is opened then, to be tested. */
export function NewToolPanel({ onClose, onMade }: { onClose: () => void; onMade: (id: string) => void }) {
  const t = useTranslations("tools");
  const formId = useId();
  const [draft, setDraft] = useState(emptyDraft);
  const create = useChange(client.tools.create, { touches: [api.tools.key()] });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    create.run(toolOf(draft), ({ id }) => {
      showToast({ title: t("made", { name: draft.name }) });
      onMade(id);
    });
  }

  return (
    <SidePanel
      title={t("add")}
      onClose={onClose}
      footer={<FormButtons formId={formId} label={t("add")} pending={create.pending} onCancel={onClose} />}
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {create.problem ? <Callout tone="danger">{create.problem}</Callout> : null}
        <ToolFields draft={draft} onChange={setDraft} misfit={create.misfit} />
      </form>
    </SidePanel>
  );
}
