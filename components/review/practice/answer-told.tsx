"use client";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { PracticeAnswer } from "#lib/review/practice/answer-practice.ts";

/** What people had decided on the item that was answered, and why; the way on has the focus. */
export function AnswerTold({
  told: { isRight, answer, answerReason, why, progress },
  isLoading,
  onNext,
}: {
  told: PracticeAnswer;
  isLoading: boolean;
  onNext: () => void;
}) {
  const t = useTranslations("review.practice");
  const review = useTranslations("review");
  const reason = answerReason ? review(`reason.${answerReason as "other"}`) : null;
  return (
    <Callout
      tone={isRight ? "success" : "warning"}
      title={t(isRight ? "right" : "wrong")}
      className="mb-3"
      action={
        <span className="flex flex-wrap gap-2">
          {progress.isEnough && progress.isRequired ? (
            <LinkButton href="/review">{t("toReview")}</LinkButton>
          ) : null}
          <Button variant="primary" autoFocus loading={isLoading} onClick={onNext}>
            {t("next")}
          </Button>
        </span>
      }
    >
      <p>{reason ? t("known.rejectFor", { reason }) : t(`known.${answer}`)}</p>
      {why ? <p className="whitespace-pre-wrap break-words">{why}</p> : null}
    </Callout>
  );
}
