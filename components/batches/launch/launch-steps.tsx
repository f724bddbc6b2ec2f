import { useTranslations } from "next-intl";
import { cn } from "#components/ui/class-names.ts";
import { LAUNCH_STEPS, type LaunchStep } from "./launch-step.ts";

export interface LaunchStepsProps {
  current: LaunchStep;
  onGoTo: (step: LaunchStep) => void;
}

/** Where in the wizard this is, and the way back. */
export function LaunchSteps({ current, onGoTo }: LaunchStepsProps) {
  const t = useTranslations("batches.launch");
  const at = LAUNCH_STEPS.indexOf(current);
  return (
    <ol className="mb-4 flex flex-wrap gap-x-6 gap-y-1">
      {LAUNCH_STEPS.map((step, index) => (
        <li key={step} aria-current={step === current ? "step" : undefined}>
          <button
            type="button"
            disabled={index > at}
            onClick={() => onGoTo(step)}
            className={cn(
              "flex min-h-8 items-center gap-2 rounded-sm",
              step === current ? "font-semibold" : "text-muted",
            )}
          >
            <span
              className={cn(
                "flex size-5 items-center justify-center rounded-full text-xs",
                index <= at ? "bg-accent text-on-accent" : "bg-neutral-soft text-neutral-text",
              )}
            >
              {index + 1}
            </span>
            {t(`step.${step}`)}
          </button>
        </li>
      ))}
    </ol>
  );
}
