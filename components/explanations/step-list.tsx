import { useTranslations } from "next-intl";
import { MadePicture } from "#components/images/made-picture.tsx";
import { StepKind } from "#components/templates/step-kind.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { StructuredValue } from "#components/ui/structured-value.tsx";
import type { Explanation } from "./explanation-answers.ts";

type Step = Explanation["steps"][number];

/** The steps of a chain, with what the calls of each came to, or what it gave where it writes nothing. */
export function StepList({ steps }: Pick<Explanation, "steps">) {
  const t = useTranslations("explanations");
  return (
    <ol className="divide-y divide-line">
      {steps.map((step) => (
        <li key={step.index} className="px-4 py-2">
          <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
            <span className="min-w-28 flex-1 break-words">
              {t("step", { number: step.index + 1, name: step.name })}
            </span>
            <StepKind kind={step.kind} />
            <StepFacts step={step} />
          </div>
          {step.kind === "picture"
            ? Object.values(step.gave ?? {}).map((assetId) => (
                <div key={String(assetId)} className="mt-1">
                  <MadePicture assetId={String(assetId)} />
                </div>
              ))
            : null}
          {step.gave && step.kind !== "picture" && Object.keys(step.gave).length > 0 ? (
            <details className="mt-1 text-xs">
              <summary className="cursor-pointer text-muted">{t("stepGave")}</summary>
              <div className="mt-1 max-h-80 overflow-auto break-words">
                <StructuredValue value={step.gave} />
              </div>
            </details>
          ) : null}
        </li>
      ))}
    </ol>
  );
}

function StepFacts({ step: { kind, isLeftOut, calls, latencyMs, cost, evidence } }: { step: Step }) {
  const t = useTranslations("explanations");
  if (isLeftOut) return <span className="text-muted text-xs">{t("leftOut")}</span>;
  if (kind === "generate" || kind === "judge")
    return (
      <>
        <span className="text-muted text-xs">{t("stepCalls", { count: calls })}</span>
        {latencyMs > 0 ? <Duration ms={latencyMs} /> : null}
        <MoneyText value={cost} precision="exact" />
      </>
    );
  const { keys, passages, rows, leftOut, request, ms } = evidence ?? {};
  const own = (leftOut as { own?: unknown[] } | undefined)?.own ?? [];
  return (
    <>
      {kind === "examples" && Array.isArray(rows) ? (
        <span className="break-words text-muted text-xs">
          {t("stepExamples", { count: rows.length, rows: rows.join(", ") })}
          {own.length > 0 ? ` · ${t("stepOwnRow")}` : ""}
        </span>
      ) : null}
      {Array.isArray(keys) ? (
        <span className="break-all text-muted text-xs">
          {keys.length === 0 ? t("stepFoundNothing") : keys.join(", ")}
        </span>
      ) : null}
      {Array.isArray(passages) ? (
        <span className="break-words text-muted text-xs">
          {passages.length === 0 ? t("stepFoundNothing") : t("stepPassages", { count: passages.length })}
        </span>
      ) : null}
      {typeof request === "string" ? (
        <span className="break-all font-mono text-muted text-xs">{request}</span>
      ) : null}
      {typeof ms === "number" ? <Duration ms={ms} /> : null}
    </>
  );
}
