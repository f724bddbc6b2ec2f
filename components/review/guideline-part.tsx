"use client";
import { useTranslations } from "next-intl";
import { ContextPart } from "./context-part.tsx";

/** The template's requirements as rendered for the row; `null`: they can't be, "": there are none. */
export function GuidelinePart({ guideline }: { guideline: string | null }) {
  const t = useTranslations("review.context");
  if (guideline === "") return null;
  return (
    <ContextPart title={t("guideline")}>
      {guideline === null ? (
        <p className="text-muted">{t("noGuideline")}</p>
      ) : (
        <p className="whitespace-pre-wrap break-words">{guideline}</p>
      )}
    </ContextPart>
  );
}
