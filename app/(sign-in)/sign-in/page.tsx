import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { currentActor } from "#app/current-actor.ts";
import { SignInForm } from "#components/auth/sign-in-form.tsx";
import { SignInPreferences } from "#components/auth/sign-in-preferences.tsx";
import { Brand } from "#components/navigation/brand.tsx";
import { localPath } from "#lib/auth/local-path.ts";
import { isOidcConfigured } from "#lib/auth/oidc.ts";
import { readEnv } from "#lib/env.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth");
  return { title: t("signIn") };
}

/** Where people sign in; who is signed in already goes on at once. */
export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<{ next?: string | string[]; error?: string | string[] }>;
}) {
  const asked = await searchParams;
  const next = localPath(one(asked.next));
  if (await currentActor()) redirect(next);
  const t = await getTranslations("auth");
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-6 bg-canvas px-4 py-10">
      <div className="flex w-full max-w-88 flex-col gap-5">
        <div className="flex flex-col items-center gap-3 text-center">
          <Brand />
          <h1 className="font-semibold text-xl tracking-tight">{t("signIn")}</h1>
        </div>
        <div className="rounded-lg border border-line bg-surface p-5 shadow-[0_1px_2px_rgb(0_0_0/0.04)]">
          <SignInForm next={next} error={one(asked.error)} hasOidc={isOidcConfigured(readEnv())} />
        </div>
        <p className="text-center text-muted text-xs">{t("help")}</p>
        <SignInPreferences />
      </div>
    </main>
  );
}

function one(parameter: string | string[] | undefined): string | undefined {
  return Array.isArray(parameter) ? parameter[0] : parameter;
}
