import { useTranslations } from "next-intl";
import { Duration } from "#components/ui/duration.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import type { Explanation } from "./explanation-answers.ts";

/** The steps of a chain, with what the calls of each came to. */
export function StepList({ steps }: Pick<Explanation, "steps">) {
  const t = useTranslations("explanations");
  return (
    <ol className="divide-y divide-line">
      {steps.map(({ index, name, isLeftOut, calls, cost, latencyMs }) => (
        <li key={index} className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 px-4 py-2">
          <span className="min-w-0 flex-1 break-words">{t("step", { number: index + 1, name })}</span>
          {isLeftOut ? (
            <span className="text-muted text-xs">{t("leftOut")}</span>
          ) : (
            <>
              <span className="text-muted text-xs">{t("stepCalls", { count: calls })}</span>
              {latencyMs > 0 ? <Duration ms={latencyMs} /> : null}
              <MoneyText value={cost} precision="exact" />
            </>
          )}
        </li>
      ))}
    </ol>
  );
}
