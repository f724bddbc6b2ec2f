"use client";
import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "#components/ui/class-names.ts";
import { STEPS, type Step } from "./wizard-address.ts";

export interface WizardStepsProps {
  current: Step;
  canGoTo: (step: Step) => boolean;
  onGoTo: (step: Step) => void;
}

/** Where in the wizard this is, and the way back. */
export function WizardSteps({ current, canGoTo, onGoTo }: WizardStepsProps) {
  const t = useTranslations("datasets.wizard");
  const at = STEPS.indexOf(current);
  return (
    <nav aria-label={t("steps")}>
      <ol className="flex flex-wrap gap-1">
        {STEPS.map((step, index) => {
          const isPast = index < at;
          return (
            <li key={step}>
              <button
                type="button"
                aria-current={step === current ? "step" : undefined}
                disabled={!isPast || !canGoTo(step)}
                onClick={() => onGoTo(step)}
                className={cn(
                  "flex h-8 items-center gap-2 rounded-md px-2",
                  step === current ? "bg-accent-soft font-medium text-accent-text" : "text-muted",
                  isPast && canGoTo(step) && "hover:bg-hover hover:text-text",
                )}
              >
                <span
                  className="figures flex size-5 items-center justify-center rounded-full border border-current text-xs"
                  aria-hidden
                >
                  {isPast ? <Check className="size-3" /> : index + 1}
                </span>
                {t(`step.${step}`)}
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
