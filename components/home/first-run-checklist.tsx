"use client";
import { Check, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { setCookie } from "#components/ui/set-cookie.ts";
import { TextLink } from "#components/ui/text-link.tsx";
import { checklistCookie, spendSeenCookie } from "./checklist-cookies.ts";
import type { FirstRunStep, FirstRunStepId } from "./first-run-steps.ts";

/** The way to the first published result: five steps, the next one with its button. */
export function FirstRunChecklist({ steps }: { steps: readonly FirstRunStep[] }) {
  const t = useTranslations("home.checklist");
  const [hidden, setHidden] = useState(false);
  const nextStep = steps.find(({ done }) => !done)?.id;
  if (hidden || !nextStep) return null;
  return (
    <section aria-labelledby="checklist" className="mb-4 rounded-lg border border-line bg-surface">
      <div className="flex items-start justify-between gap-3 px-4 pt-3">
        <div>
          <h2 id="checklist" className="font-semibold">
            {t("title")}
          </h2>
          <p className="text-muted">{t("intro")}</p>
        </div>
        <Button
          size="sm"
          variant="ghost"
          aria-label={t("hide")}
          icon={<X aria-hidden />}
          onClick={() => {
            setHidden(true);
            setCookie(checklistCookie, "hidden");
          }}
        />
      </div>
      <ol className="grid gap-px p-2 md:auto-cols-fr md:grid-flow-col">
        {steps.map((step, index) => {
          const isNext = step.id === nextStep;
          return (
            <li
              key={step.id}
              aria-current={isNext ? "step" : undefined}
              className={cn(
                "flex min-w-0 gap-2.5 rounded-md p-2.5 md:flex-col md:gap-2",
                isNext && "bg-accent-soft",
              )}
            >
              <span
                className={cn(
                  "flex size-5 shrink-0 items-center justify-center rounded-full font-semibold text-2xs",
                  step.done ? "bg-success-soft text-success-text" : "bg-neutral-soft text-neutral-text",
                  isNext && "bg-accent text-on-accent",
                )}
              >
                {step.done ? <Check className="size-3" aria-hidden /> : index + 1}
              </span>
              <div className="flex min-w-0 flex-1 flex-col items-start">
                <p className="font-medium">
                  {step.done || isNext ? (
                    t(`step.${step.id}.title`)
                  ) : (
                    <TextLink href={step.href} onClick={() => noteVisit(step.id)}>
                      {t(`step.${step.id}.title`)}
                    </TextLink>
                  )}
                  {step.done ? <span className="sr-only"> ({t("done")})</span> : null}
                </p>
                <p className="text-muted text-xs">
                  {step.needsOtherEyes ? t("step.review.otherEyes") : t(`step.${step.id}.hint`)}
                </p>
                {isNext ? (
                  <LinkButton
                    size="sm"
                    variant="primary"
                    href={step.href}
                    className="mt-2"
                    onClick={() => noteVisit(step.id)}
                  >
                    {step.needsOtherEyes ? t("step.review.invite") : t(`step.${step.id}.action`)}
                  </LinkButton>
                ) : null}
              </div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function noteVisit(step: FirstRunStepId) {
  if (step === "spend") setCookie(spendSeenCookie, "1");
}
