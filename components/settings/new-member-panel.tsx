"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { PasswordInput } from "#components/auth/password-input.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { Input } from "#components/ui/input.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { Role } from "#lib/auth/role.ts";
import { RoleChoice } from "./role-choice.tsx";
import { SecretOnce } from "./secret-once.tsx";

/** Adding a member; without a password one is made up and shown once. */
export function NewMemberPanel({ onClose }: { onClose: () => void }) {
  const t = useTranslations("settings.members");
  const words = useTranslations("common.action");
  const formId = useId();
  const [roles, setRoles] = useState<Role[]>(["operator"]);
  const [made, setMade] = useState<{ email: string; password: string } | null>(null);
  const create = useChange(client.members.create, {
    touches: [api.members.key()],
  });

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const email = String(given.get("email"));
    const password = String(given.get("password"));
    create.run({ email, name: String(given.get("name")), roles, ...(password && { password }) }, (answer) => {
      if (answer.password) return setMade({ email, password: answer.password });
      showToast({ title: t("addedToast", { email }) });
      onClose();
    });
  }

  if (made) {
    return (
      <SidePanel
        title={t("addedToast", { email: made.email })}
        onClose={onClose}
        footer={
          <Button variant="primary" onClick={onClose}>
            {words("done")}
          </Button>
        }
      >
        <SecretOnce label={t("passwordOf", { email: made.email })} secret={made.password} />
      </SidePanel>
    );
  }
  return (
    <SidePanel
      title={t("add")}
      onClose={onClose}
      footer={<FormButtons formId={formId} label={t("add")} pending={create.pending} onCancel={onClose} />}
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {create.problem ? <Callout tone="danger">{create.problem}</Callout> : null}
        <Field label={t("email")} error={create.misfit("email")}>
          <Input name="email" type="email" autoComplete="off" spellCheck={false} autoFocus />
        </Field>
        <Field label={t("name")} error={create.misfit("name")}>
          <Input name="name" autoComplete="off" />
        </Field>
        <RoleChoice roles={roles} onChange={setRoles} error={create.misfit("roles")} />
        <Field label={t("password")} optional hint={t("passwordHint")} error={create.misfit("password")}>
          <PasswordInput name="password" autoComplete="new-password" />
        </Field>
      </form>
    </SidePanel>
  );
}
