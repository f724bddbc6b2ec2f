"use client";
import { useTranslations } from "next-intl";

/** A word and what it is about. */
export type Labelled = (label: string, value: string) => string;

/** The marks between words that stand apart in the messages, as the reader's language has them: "State: all", "状态：全部". */
export function usePunctuation(): {
  labelled: Labelled;
  listed: (words: readonly string[]) => string;
  /** With the blank behind it, where there is one. */
  comma: string;
} {
  const t = useTranslations("common.punctuation");
  const comma = t("comma");
  return {
    labelled: (label, value) => t("labelled", { label, value }),
    listed: (words) => words.join(comma),
    comma,
  };
}
