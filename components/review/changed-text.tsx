"use client";
import { useTranslations } from "next-intl";
import { diffText } from "./text-diff.ts";

/** What changed from one text to another, by strike and underline as well as colour. */
export function ChangedText({
  before,
  after,
  language,
}: {
  before: string;
  after: string;
  language: string;
}) {
  const t = useTranslations("review.diff");
  return (
    <span className="whitespace-pre-wrap break-words">
      {diffText(before, after, language).map(({ kind, text }, index) => {
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no other name
        if (kind === "same") return <span key={index}>{text}</span>;
        const Mark = kind === "added" ? "ins" : "del";
        return (
          <Mark
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no other name
            key={index}
            className={
              kind === "added"
                ? "bg-success-soft text-success-text underline decoration-1"
                : "bg-danger-soft text-danger-text line-through decoration-1"
            }
          >
            <span className="sr-only">{t(`mark.${kind}`)} </span>
            {text}
          </Mark>
        );
      })}
    </span>
  );
}
