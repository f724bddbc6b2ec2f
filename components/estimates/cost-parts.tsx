"use client";
import { useLocale, useTranslations } from "next-intl";
import { languageName } from "#components/templates/language-name.ts";
import { MoneyText } from "#components/ui/money.tsx";
import type { CostPart, CostParts as Parts } from "#lib/estimates/cost-parts.ts";

/** What the parts of a run cost, by language and by step; nothing where all of it is of one. */
export function CostParts({ parts: { languages, steps } }: { parts: Parts }) {
  const t = useTranslations("trials.preview.parts");
  const locale = useLocale();
  if (languages.length === 0 && steps.length === 0) return null;
  const ofStep = (name: string | null) => name || t(name === null ? "judging" : "writing");
  return (
    <details className="text-xs">
      <summary className="w-fit cursor-pointer text-muted">{t("title")}</summary>
      <div className="mt-2 grid gap-x-8 gap-y-3 sm:grid-cols-2">
        <PartTable label={t("steps")} parts={steps} nameOf={ofStep} />
        <PartTable
          label={t("languages")}
          parts={languages}
          nameOf={(name) => languageName(name ?? "", locale)}
        />
      </div>
    </details>
  );
}

function PartTable({
  label,
  parts,
  nameOf,
}: {
  label: string;
  parts: readonly CostPart[];
  nameOf: (name: string | null) => string;
}) {
  const t = useTranslations("trials.preview.parts");
  if (parts.length === 0) return null;
  return (
    <table className="w-full">
      <thead className="text-muted">
        <tr>
          <th className="py-0.5 text-start font-normal">{label}</th>
          <th className="py-0.5 text-end font-normal">{t("expected")}</th>
          <th className="py-0.5 ps-3 text-end font-normal">{t("range")}</th>
        </tr>
      </thead>
      <tbody>
        {parts.map(({ name, total }) => (
          <tr key={String(name)} className="border-line border-t">
            <td className="wrap-anywhere py-0.5">{nameOf(name)}</td>
            <td className="figures py-0.5 text-end">
              <MoneyText value={total.expected} />
            </td>
            <td className="figures whitespace-nowrap py-0.5 ps-3 text-end text-muted">
              <MoneyText value={total.low} bare /> – <MoneyText value={total.high} bare />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
