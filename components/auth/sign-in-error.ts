import type { useTranslations } from "next-intl";

const KNOWN = [
  "sign_in_refused",
  "oidc_unknown_member",
  "oidc_unverified_email",
  "oidc_other_identity",
] as const;
const OIDC_FAILURES = ["OAuthSignin", "OAuthCallback", "Callback", "AccessDenied"];

/** The text for an `error` that next-auth or our own callbacks put into the address of the sign-in page. */
export function signInErrorText(
  error: string | undefined,
  t: ReturnType<typeof useTranslations<"auth">>,
): string | null {
  if (!error) return null;
  if (error === "sign_in_throttled") return t("throttled", { minutes: 15 });
  if (OIDC_FAILURES.includes(error)) return t("refusal.oidc_failed");
  const known = KNOWN.find((code) => code === error);
  return known ? t(`refusal.${known}`) : t("refusal.failed");
}
