"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { Select } from "#components/ui/select.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { OFFERED_PROVIDER_KINDS, type OfferedProviderKind } from "#lib/models/offered-kinds.ts";
import { type ProviderDraft, ProviderForm } from "./provider-form.tsx";

/** Adding a provider. */
export function NewProviderPanel({ onClose }: { onClose: () => void }) {
  const t = useTranslations("models");
  const formId = useId();
  const [kind, setKind] = useState<OfferedProviderKind>("openai-compatible");
  const [draft, setDraft] = useState<ProviderDraft>({
    name: "",
    baseUrl: "",
    apiKey: "",
    headers: {},
    allowPrivateNetwork: false,
  });
  const create = useChange(client.providers.create, { touches: [api.providers.key()] });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { apiKey, baseUrl, ...given } = draft;
    create.run(
      { ...given, kind, ...(baseUrl.trim() && { baseUrl }), ...(apiKey.trim() && { apiKey }) },
      ({ name }) => {
        showToast({ title: t("addedToast", { name }) });
        onClose();
      },
    );
  }

  return (
    <SidePanel
      title={t("addProvider")}
      onClose={onClose}
      footer={
        <FormButtons formId={formId} label={t("addProvider")} pending={create.pending} onCancel={onClose} />
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {create.problem ? <Callout tone="danger">{create.problem}</Callout> : null}
        <Field label={t("field.kind")} group>
          <Select
            aria-label={t("field.kind")}
            value={kind}
            onValueChange={setKind}
            options={OFFERED_PROVIDER_KINDS.map((value) => ({
              value,
              label: t(`kind.${value}`),
              hint: t(`kindHint.${value}`),
            }))}
          />
        </Field>
        <ProviderForm kind={kind} draft={draft} onChange={setDraft} misfit={create.misfit} />
      </form>
    </SidePanel>
  );
}
