"use client";
import { useTranslations } from "next-intl";
import type { SpendGroupBy } from "./spend-answers.ts";

/** Gives the name of a group or series: its own, or the word for what has none. */
export function useGroupNames(groupBy: SpendGroupBy): (group: { key: string; label: string }) => string {
  const t = useTranslations("spend.name");
  return ({ key, label }) => {
    if (key === "trials") return t("trials");
    if (key === "others") return t("others");
    return label || t(`none.${groupBy}`);
  };
}
