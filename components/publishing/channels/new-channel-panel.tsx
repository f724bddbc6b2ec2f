"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { SecretOnce } from "#components/settings/secret-once.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { Select } from "#components/ui/select.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { type ChannelDraft, NEW_CHANNEL, termsOf } from "./channel-draft.ts";
import { ChannelFields } from "./channel-fields.tsx";
import { TestChannel } from "./test-channel.tsx";

const KINDS = [
  "webhook",
  "pull",
  "file",
  "google-merchant",
  "workbook",
  "shopify-products",
  "shopify-translations",
  "woocommerce-products",
  "akeneo-products",
  "xliff",
  "s3",
  "pictures",
  "training-set",
] as const;

/** Adding a channel; a webhook's secret is shown once. */
export function NewChannelPanel({ onClose }: { onClose: () => void }) {
  const t = useTranslations("publishing.channels");
  const words = useTranslations("common.action");
  const formId = useId();
  const [draft, setDraft] = useState<ChannelDraft>(NEW_CHANNEL);
  const [made, setMade] = useState<{ id: string; secret?: string | undefined } | null>(null);
  const create = useChange(client.channels.create, { touches: [api.channels.key()] });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    create.run({ kind: draft.kind, ...termsOf(draft) }, (channel) => {
      showToast({ title: t("made", { name: draft.name }) });
      setMade(channel);
    });
  }

  return (
    <SidePanel
      title={made ? draft.name : t("add")}
      width="lg"
      onClose={onClose}
      footer={
        made ? (
          <>
            <TestChannel channelId={made.id} name={draft.name} />
            <Button variant="primary" onClick={onClose}>
              {words("done")}
            </Button>
          </>
        ) : (
          <FormButtons formId={formId} label={t("add")} pending={create.pending} onCancel={onClose} />
        )
      }
    >
      {made ? (
        <div className="flex flex-col gap-3">
          {made.secret ? (
            <>
              <SecretOnce label={t("secret")} secret={made.secret} />
              <p className="text-muted">{t("secretHint")}</p>
            </>
          ) : (
            <p>{t("made", { name: draft.name })}</p>
          )}
        </div>
      ) : (
        <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
          {create.problem ? <Callout tone="danger">{create.problem}</Callout> : null}
          <Field label={t("kind")} group error={create.misfit("kind")}>
            <Select
              aria-label={t("kind")}
              value={draft.kind}
              onValueChange={(kind) => setDraft({ ...draft, kind })}
              options={KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
            />
          </Field>
          <ChannelFields draft={draft} isNew onChange={setDraft} misfit={create.misfit} />
        </form>
      )}
    </SidePanel>
  );
}
