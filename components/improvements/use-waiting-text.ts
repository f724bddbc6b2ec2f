"use client";
import { useTranslations } from "next-intl";
import { MOST_COUNTED } from "#lib/improvements/improvement.ts";

/** How many rejections wait, in words; no more than so many are counted. */
export function useWaitingText(): {
  ofTemplate: (count: number) => string;
  plain: (count: number) => string;
} {
  const t = useTranslations("improvements.waiting");
  return {
    ofTemplate: (count) => t(count < MOST_COUNTED ? "one" : "many", { count }),
    plain: (count) => t(count < MOST_COUNTED ? "count" : "countMany", { count }),
  };
}
