"use client";
import { useTranslations } from "next-intl";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { PRACTICE, type PracticeProgress } from "#lib/review/practice/progress.ts";

/** How many of the latest answers were right, and what that is enough for. */
export function PracticeMeter({ progress }: { progress: PracticeProgress }) {
  const t = useTranslations("review.practice");
  const { answered, right, isEnough, isRequired } = progress;
  return (
    <ProgressBar
      className="w-full sm:w-80"
      value={right}
      max={PRACTICE.right}
      tone={isEnough ? "success" : "accent"}
      label={t("meter")}
      caption={
        <span className="flex flex-wrap gap-x-3">
          <span className="figures">{t("rightOf", { right, answered })}</span>
          <span>{isEnough ? t(isRequired ? "enoughRequired" : "enough") : t("goal", { ...PRACTICE })}</span>
        </span>
      }
    />
  );
}
