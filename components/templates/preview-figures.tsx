import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import type { Preview } from "./use-preview.ts";

/** What a row takes and costs, as far as it is known before it is made. */
export function PreviewFigures({ preview }: { preview: Preview }) {
  const t = useTranslations("templates.preview");
  return (
    <div className="flex flex-col gap-y-1 border-line border-b px-3 py-2">
      <dl className="flex flex-wrap gap-x-6 gap-y-1">
        <Fact label={t("inputTokens")}>
          <NumberText value={preview.tokens?.input} />
        </Fact>
        <Fact label={t("outputTokens")} rough={preview.tokens !== null}>
          <NumberText value={preview.tokens?.assumedOutput} />
        </Fact>
        <Fact label={t("cost")} rough={preview.cost !== null}>
          <span
            title={
              preview.cost
                ? t("costParts", {
                    input: `${preview.cost.input.amount} ${preview.cost.input.currency}`,
                    output: `${preview.cost.assumedOutput.amount} ${preview.cost.assumedOutput.currency}`,
                  })
                : undefined
            }
          >
            <MoneyText value={preview.cost?.total} />
          </span>
          {preview.cost?.simulated ? <SimulatedMark /> : null}
        </Fact>
      </dl>
      {preview.tokens?.tools ? (
        <p className="text-muted text-xs">{t("toolTokens", { count: preview.tokens.tools })}</p>
      ) : null}
      {preview.costProblem ? <p className="text-warning-text text-xs">{preview.costProblem}</p> : null}
    </div>
  );
}

function Fact({ label, rough = false, children }: { label: string; rough?: boolean; children: ReactNode }) {
  const t = useTranslations("templates.preview");
  return (
    <div>
      <dt className="text-muted text-xs">
        {label}
        {rough ? (
          <abbr title={t("roughHint")} className="ms-1 text-faint no-underline">
            ({t("rough")})
          </abbr>
        ) : null}
      </dt>
      <dd className="flex items-center gap-1.5 font-medium">{children}</dd>
    </div>
  );
}
