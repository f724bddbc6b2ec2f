"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { ProviderView } from "#lib/models/provider-view.ts";
import { ArchiveButton } from "./archive-button.tsx";
import { type ProviderDraft, ProviderForm } from "./provider-form.tsx";

export interface ProviderPanelProps {
  provider: ProviderView;
  modelCount: number;
  canWrite: boolean;
  onClose: () => void;
}

/** One provider: its address, its key (to replace, never to read), and taking it out of use. */
export function ProviderPanel({ provider, modelCount, canWrite, onClose }: ProviderPanelProps) {
  const t = useTranslations("models");
  const formId = useId();
  const [draft, setDraft] = useState<ProviderDraft>({
    name: provider.name,
    baseUrl: provider.baseUrl ?? "",
    apiKey: "",
    headers: provider.headers,
    allowPrivateNetwork: provider.allowPrivateNetwork,
  });
  const touches = [api.providers.key(), api.models.key()];
  const change = useChange(client.providers.change, { touches });
  const saved = ({ name }: { name: string }) => {
    setDraft((now) => ({ ...now, apiKey: "" }));
    showToast({ title: t("savedToast", { name }) });
  };

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { apiKey, baseUrl, ...given } = draft;
    change.run(
      { id: provider.id, ...given, baseUrl: baseUrl.trim() || null, ...(apiKey.trim() && { apiKey }) },
      saved,
    );
  }

  return (
    <SidePanel
      title={provider.name}
      facts={
        <>
          <span>{t(`kind.${provider.kind}`)}</span>
          {provider.simulated ? <SimulatedMark /> : null}
          <span>
            {t("added")} <DateTime iso={provider.createdAt} dateOnly />
          </span>
        </>
      }
      onClose={onClose}
      footer={canWrite ? <FormButtons formId={formId} pending={change.pending} onCancel={onClose} /> : null}
    >
      <form id={formId} onSubmit={submit} noValidate>
        <fieldset disabled={!canWrite} className="flex min-w-0 flex-col gap-4">
          {change.problem ? <Callout tone="danger">{change.problem}</Callout> : null}
          <ProviderForm
            kind={provider.kind}
            draft={draft}
            onChange={setDraft}
            keptKeyHint={provider.apiKeyHint}
            misfit={change.misfit}
          />
        </fieldset>
      </form>
      {canWrite ? (
        <section className="mt-6 flex flex-col items-start gap-2 border-line border-t pt-4">
          {provider.apiKeyHint ? (
            <Button
              loading={change.pending}
              onClick={() => change.run({ id: provider.id, apiKey: null }, saved)}
            >
              {t("removeKey")}
            </Button>
          ) : null}
          <ArchiveButton
            of={provider}
            label={t("archiveProvider")}
            hint={t("archiveProviderHint", { count: modelCount })}
            archive={client.providers.archive}
            onDone={onClose}
          />
        </section>
      ) : null}
    </SidePanel>
  );
}
