"use client";
import { useTranslations } from "next-intl";
import type { SpendGroupBy } from "./spend-answers.ts";

interface Named {
  key: string;
  label: string;
  detail: string | null;
}

/** Gives the name of a group or series: its own with its provider's, or the word for what has none. */
export function useGroupNames(groupBy: SpendGroupBy): (group: Named) => string {
  const t = useTranslations("spend.name");
  return ({ key, label, detail }) => {
    if (key === "trials" || key === "conversations" || key === "improvements") return t(key);
    if (key === "others") return t("others");
    if (!label) return t(`none.${groupBy}`);
    return detail ? `${label} · ${detail}` : label;
  };
}
