"use client";
import { useLocale, useTranslations } from "next-intl";
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
import { EVENT_KINDS } from "#lib/notifications/event-kind.ts";
import { TARGET_KINDS, takesSecret } from "#lib/notifications/targets/target.ts";
import { type TargetDraft, TargetFields } from "./target-fields.tsx";
import { TestTarget } from "./test-target.tsx";

/** Adding a target; a webhook's secret is shown once. */
export function NewTargetPanel({ onClose }: { onClose: () => void }) {
  const t = useTranslations("notifications.targets");
  const words = useTranslations("common.action");
  const formId = useId();
  const locale = useLocale();
  const [draft, setDraft] = useState<TargetDraft>({
    name: "",
    kind: "email",
    address: "",
    url: "",
    secret: "",
    events: EVENT_KINDS.filter((kind) => kind !== "delivery.dead"),
    team: "",
    digestMinutes: null,
    language: locale,
    allowPrivateNetwork: false,
  });
  const [made, setMade] = useState<{ id: string; secret?: string | undefined } | null>(null);
  const create = useChange(client.notifications.targets.create, { touches: [api.notifications.key()] });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { kind, address, url, secret, allowPrivateNetwork, ...common } = draft;
    const reach =
      kind === "email"
        ? { address }
        : { url, allowPrivateNetwork, ...(takesSecret(kind) && secret !== "" && { secret }) };
    create.run({ ...common, kind, ...reach }, (target) => {
      showToast({ title: t("made", { name: draft.name }) });
      setMade(target);
    });
  }

  return (
    <SidePanel
      title={made ? draft.name : t("add")}
      onClose={onClose}
      footer={
        made ? (
          <>
            <TestTarget targetId={made.id} name={draft.name} />
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
              <SecretOnce label={t("webhookSecret")} secret={made.secret} />
              <p className="text-muted">{t("webhookSecretHint")}</p>
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
              options={TARGET_KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
            />
          </Field>
          <TargetFields draft={draft} onChange={setDraft} misfit={create.misfit} isKept={false} />
        </form>
      )}
    </SidePanel>
  );
}
