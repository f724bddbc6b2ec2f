"use client";
import { useTranslations } from "next-intl";
import { type ComponentProps, type FormEvent, useRef, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { PasswordInput } from "#components/auth/password-input.tsx";
import { useLocaleChoice } from "#components/navigation/use-locale-choice.ts";
import { NotificationChoices } from "#components/notifications/notification-choices.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Select } from "#components/ui/select.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { Profile } from "#lib/auth/get-profile.ts";
import type { OpenSession } from "#lib/auth/list-sessions.ts";
import { localeNames, locales } from "#lib/i18n/locales.ts";
import { RoleBadges } from "./role-badges.tsx";
import { OwnSessions } from "./session-list.tsx";

/** What is one's own: name, language, password, what one is told of, signed-in browsers. */
export function AccountPage({
  profile,
  sessions,
  kinds,
}: {
  profile: Profile;
  sessions: OpenSession[];
  kinds: ComponentProps<typeof NotificationChoices>["initial"];
}) {
  const t = useTranslations("settings.account");
  const told = useTranslations("notifications");
  return (
    <>
      <PageHeader
        title={t("title")}
        facts={[profile.email, <RoleBadges key="roles" roles={profile.roles} />]}
      />
      <div className="grid max-w-5xl items-start gap-4 lg:grid-cols-2">
        <Card title={t("profile")}>
          <ProfileForm profile={profile} />
        </Card>
        {profile.hasPassword ? (
          <Card title={t("password")}>
            <PasswordForm email={profile.email} />
          </Card>
        ) : null}
        <Card title={told("preferences")} id="notifications">
          <NotificationChoices initial={kinds} />
        </Card>
        <Card title={t("sessions")} className="lg:col-span-2">
          <OwnSessions initial={sessions} />
        </Card>
      </div>
    </>
  );
}

function ProfileForm({ profile }: { profile: Profile }) {
  const t = useTranslations("settings.account");
  const words = useTranslations("common.action");
  const [name, setName] = useState(profile.name);
  const [current, setCurrent] = useLocaleChoice();
  const [locale, setLocale] = useState(profile.locale ?? current);
  const change = useChange(client.me.change, { touches: [api.me.key()] });
  return (
    <form
      noValidate
      className="flex flex-col items-start gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        change.run({ name, locale }, () => {
          showToast({ title: t("savedToast") });
          setCurrent(locale);
        });
      }}
    >
      {change.problem ? <Callout tone="danger">{change.problem}</Callout> : null}
      <Field label={t("name")} error={change.misfit("name")} className="w-full">
        <Input value={name} onValueChange={setName} autoComplete="name" />
      </Field>
      <Field label={t("language")} hint={t("languageHint")} group>
        <Select
          aria-label={t("language")}
          value={locale}
          onValueChange={setLocale}
          options={locales.map((value) => ({ value, label: <span lang={value}>{localeNames[value]}</span> }))}
        />
      </Field>
      <Button type="submit" variant="primary" loading={change.pending}>
        {words("save")}
      </Button>
    </form>
  );
}

function PasswordForm({ email }: { email: string }) {
  const t = useTranslations("settings.account");
  const form = useRef<HTMLFormElement>(null);
  const change = useChange(client.me.changePassword, { touches: [api.sessions.key()] });
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    change.run(
      { current: String(given.get("current")), next: String(given.get("next")) },
      ({ sessionsEnded }) => {
        form.current?.reset();
        showToast({ title: t("passwordToast"), description: t("othersEnded", { count: sessionsEnded }) });
      },
    );
  }
  return (
    <form ref={form} noValidate onSubmit={submit} className="flex flex-col items-start gap-4">
      {change.problem ? <Callout tone="danger">{change.problem}</Callout> : null}
      {/* Tells password managers whose password this is. */}
      <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
      <Field label={t("currentPassword")} error={change.misfit("current")} className="w-full">
        <PasswordInput name="current" autoComplete="current-password" />
      </Field>
      <Field
        label={t("newPassword")}
        hint={t("newPasswordHint")}
        error={change.misfit("next")}
        className="w-full"
      >
        <PasswordInput name="next" autoComplete="new-password" />
      </Field>
      <Button type="submit" variant="primary" loading={change.pending}>
        {t("changePassword")}
      </Button>
    </form>
  );
}
