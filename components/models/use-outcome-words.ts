"use client";
import { useTranslations } from "next-intl";

/** Why a call gave no answer, in the reader's language, with the provider's own words after it. */
export function useOutcomeWords(): (code: string, detail: string) => string {
  const t = useTranslations("models");
  return (code, detail) => {
    const known = code as "timeout";
    const reason = t.has(`outcome.${known}`) ? t(`outcome.${known}`) : t("outcome.provider_rejected");
    return detail ? t("outcomeWithDetail", { reason, detail }) : reason;
  };
}
