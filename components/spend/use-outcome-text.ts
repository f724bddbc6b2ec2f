"use client";
import { useTranslations } from "next-intl";

/** How a call ended, in the reader's language; what only its provider has a word for, in that word. */
export function useOutcomeText(): (outcome: string) => string {
  const t = useTranslations("spend.ledger.outcomes");
  const reasons = useTranslations("models.outcome");
  return (outcome) => {
    if (isOurs(outcome)) return t(outcome);
    const status = /^http_(\d{3})$/.exec(outcome)?.[1];
    if (status) return t("http", { status });
    const known = outcome as "timeout";
    return reasons.has(known) ? reasons(known) : t("other", { code: outcome });
  };
}

const OURS = ["answered", "cached", "tools_called", "worker_lost"] as const;

function isOurs(outcome: string): outcome is (typeof OURS)[number] {
  return OURS.some((one) => one === outcome);
}
