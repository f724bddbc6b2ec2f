"use client";
import { signIn } from "next-auth/react";
import { useTranslations } from "next-intl";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { PasswordInput } from "./password-input.tsx";
import { signInErrorText } from "./sign-in-error.ts";
import { signInWithPassword } from "./sign-in-with-password.ts";

export interface SignInFormProps {
  /** A path of this site to go on to. */
  next: string;
  /** What went wrong before this page was loaded, as the address names it. */
  error?: string | undefined;
  hasOidc: boolean;
}

/** E-mail and password, and single sign-on where it is configured. */
export function SignInForm({ next, error, hasOidc }: SignInFormProps) {
  const t = useTranslations("auth");
  const [refusal, setRefusal] = useState<string | null>(signInErrorText(error, t));
  const [missing, setMissing] = useState<{ email?: boolean; password?: boolean }>({});
  const [busy, setBusy] = useState<"password" | "oidc" | null>(null);
  const form = useRef<HTMLFormElement>(null);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const email = String(given.get("email") ?? "").trim();
    const password = String(given.get("password") ?? "");
    setMissing({ email: !email, password: !password });
    if (!email || !password) return focusOn(email ? "password" : "email");
    setBusy("password");
    setRefusal(null);
    const answer = await signInWithPassword(email, password);
    // A whole page load, so that nothing rendered for nobody is kept.
    if (answer.kind === "signed-in") return window.location.assign(next);
    setBusy(null);
    if (answer.kind === "throttled")
      setRefusal(t("throttled", { minutes: Math.max(1, Math.ceil(answer.retryAfterSeconds / 60)) }));
    else setRefusal(t(answer.kind === "refused" ? "refusal.sign_in_refused" : "refusal.failed"));
    focusOn("password");
  }

  function focusOn(name: "email" | "password") {
    const input = form.current?.elements.namedItem(name);
    if (input instanceof HTMLInputElement) {
      input.focus();
      input.select();
    }
  }

  return (
    <div className="flex flex-col gap-4">
      {refusal ? <Callout tone="danger">{refusal}</Callout> : null}
      <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-3">
        <Field label={t("email")} error={missing.email ? t("emailMissing") : null}>
          <Input
            name="email"
            type="email"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
            placeholder={t("emailPlaceholder")}
          />
        </Field>
        <Field label={t("password")} error={missing.password ? t("passwordMissing") : null}>
          <PasswordInput name="password" autoComplete="current-password" />
        </Field>
        <Button type="submit" variant="primary" loading={busy === "password"} className="mt-1 w-full">
          {t("signIn")}
        </Button>
      </form>
      {hasOidc ? (
        <>
          <div className="flex items-center gap-3 text-faint text-xs" aria-hidden>
            <span className="h-px flex-1 bg-line" />
            {t("or")}
            <span className="h-px flex-1 bg-line" />
          </div>
          <Button
            className="w-full"
            loading={busy === "oidc"}
            onClick={() => {
              setBusy("oidc");
              void signIn("oidc", { callbackUrl: next });
            }}
          >
            {t("signInWithOidc")}
          </Button>
        </>
      ) : null}
    </div>
  );
}
