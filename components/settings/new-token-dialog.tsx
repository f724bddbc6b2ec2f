"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { SecretOnce } from "./secret-once.tsx";

export interface NewTokenDialogProps {
  memberId: string;
  /** Whom it may be made for; nobody but oneself when absent. */
  members: { id: string; name: string; email: string }[] | null;
  onClose: () => void;
}

const LIFETIMES = ["30", "90", "365", "never"] as const;
const DAY_MS = 24 * 60 * 60_000;

/** Making an API token, whose text is shown once. */
export function NewTokenDialog({ memberId, members, onClose }: NewTokenDialogProps) {
  const t = useTranslations("settings.tokens");
  const words = useTranslations("common.action");
  const formId = useId();
  const [owner, setOwner] = useState<string | null>(memberId);
  const [lifetime, setLifetime] = useState<(typeof LIFETIMES)[number]>("90");
  const [made, setMade] = useState<{ name: string; token: string } | null>(null);
  const create = useChange(client.tokens.create, { touches: [api.tokens.key()] });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name"));
    const expiresAt =
      lifetime === "never"
        ? {}
        : { expiresAt: new Date(Date.now() + Number(lifetime) * DAY_MS).toISOString() };
    create.run({ memberId: owner ?? memberId, name, ...expiresAt }, ({ token }) => setMade({ name, token }));
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={made ? t("madeToast", { name: made.name }) : t("add")}
      description={made ? t("usage") : t("about")}
      footer={
        made ? (
          <Button variant="primary" onClick={onClose}>
            {words("done")}
          </Button>
        ) : (
          <FormButtons formId={formId} label={words("create")} pending={create.pending} onCancel={onClose} />
        )
      }
    >
      {made ? (
        <SecretOnce label={t("token")} secret={made.token} />
      ) : (
        <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
          {create.problem ? <Callout tone="danger">{create.problem}</Callout> : null}
          <Field label={t("name")} hint={t("nameHint")} error={create.misfit("name")}>
            <Input name="name" maxLength={100} autoComplete="off" autoFocus />
          </Field>
          {members ? (
            <Field label={t("member")} hint={t("memberHint")} error={create.misfit("memberId")}>
              <Combobox
                value={owner}
                onValueChange={setOwner}
                options={members.map(({ id, name, email }) => ({ value: id, label: name, hint: email }))}
              />
            </Field>
          ) : null}
          <Field label={t("expires")} group error={create.misfit("expiresAt")}>
            <Select
              aria-label={t("expires")}
              value={lifetime}
              onValueChange={setLifetime}
              options={LIFETIMES.map((value) => ({ value, label: t(`lifetime.${value}`) }))}
            />
          </Field>
        </form>
      )}
    </Dialog>
  );
}
