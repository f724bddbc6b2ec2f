"use client";
import { useTranslations } from "next-intl";
import type { SpendGroupBy } from "./spend-answers.ts";

/** The groups of runs that have no batch. */
const BY_KIND = ["trials", "conversations", "evaluations", "improvements"] as const;

interface Named {
  key: string;
  label: string;
  detail: string | null;
}

/** Gives the name of a group or series: its own with its provider's, or the word for what has none. */
export function useGroupNames(groupBy: SpendGroupBy): (group: Named) => string {
  const t = useTranslations("spend.name");
  return ({ key, label, detail }) => {
    const kinds = BY_KIND.find((kind) => kind === key);
    if (kinds) return t(kinds);
    if (key === "others") return t("others");
    if (!label) return t(`none.${groupBy}`);
    return detail ? `${label} · ${detail}` : label;
  };
}
