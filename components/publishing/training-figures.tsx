"use client";
import { useLocale, useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import { formatFileSize } from "#components/ui/file-size-format.ts";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import type { TrainingFigures as Figures } from "#lib/publishing/channels/training-set/figures.ts";
import { FEWEST_EXAMPLES } from "#lib/publishing/channels/training-set/training-config.ts";

/** How large a training set is, what a run would cost, and what was left out of it. */
export function TrainingFigures({ figures }: { figures: Figures }) {
  const t = useTranslations("publishing.training");
  const locale = useLocale();
  const { file, splits, leftOut, unverified, epochs, trainedTokens, cost } = figures;
  const trained = splits.find(({ split }) => split === "train")?.examples ?? 0;
  return (
    <div className="flex flex-col gap-3">
      <table className="w-full border-collapse text-sm" aria-label={t("parts")}>
        <thead className="text-muted text-xs">
          <tr className="border-line border-b">
            <th scope="col" className="h-7 text-start font-medium">
              {t("part")}
            </th>
            {(["examples", "tokens", "size"] as const).map((column) => (
              <th key={column} scope="col" className="h-7 ps-3 text-end font-medium">
                {t(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {splits.map(({ split, examples, tokens, bytes }) => (
            <tr key={split} className="border-line border-b last:border-b-0">
              <th scope="row" className="h-row text-start font-normal">
                {t(`split.${split}`)}
              </th>
              <td className="ps-3 text-end">
                <NumberText value={examples} />
              </td>
              <td className="ps-3 text-end">
                <NumberText value={tokens} />
              </td>
              <td className="figures whitespace-nowrap ps-3 text-end">{formatFileSize(bytes, locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {file === "samples" ? null : (
        <div>
          <p>{t.rich("trained", { epochs, tokens: () => <NumberText value={trainedTokens} /> })}</p>
          <p>{cost ? t.rich("costs", { cost: () => <MoneyText value={cost} /> }) : t("noPrice")}</p>
        </div>
      )}
      {file !== "samples" && trained > 0 && trained < FEWEST_EXAMPLES ? (
        <Callout tone="warning">{t("fewExamples", { count: trained, fewest: FEWEST_EXAMPLES })}</Callout>
      ) : null}
      {leftOut.length > 0 ? (
        <div>
          <h4 className="mb-1 text-muted text-xs">{t("leftOut")}</h4>
          <ul className="flex flex-col gap-0.5">
            {leftOut.map(({ code, count }) => (
              <li key={code}>{t("leftOutBecause", { count, code })}</li>
            ))}
          </ul>
        </div>
      ) : null}
      {unverified > 0 ? <p className="text-muted text-xs">{t("unverified", { count: unverified })}</p> : null}
    </div>
  );
}
