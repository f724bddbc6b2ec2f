"use client";
import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { LabelReading } from "./send-for-labels.ts";

type Label = LabelReading["labels"][number];

const CLAIM_TONE = {
  ai: "accent",
  maybe: "warning",
  edited: "accent",
  "not-ai": "neutral",
  mixed: "warning",
  unclear: "neutral",
} as const;
const PLACES = ["start", "middle", "end"] as const;

/** The labels of a file: what contradicts each other first, then each with its place and what is wrong with it. */
export function LabelList({
  reading: { fileName, kind, labels, contradictions },
}: {
  reading: LabelReading;
}) {
  const t = useTranslations("publishing.labelReader");
  return (
    <Card title={<span className="break-all">{fileName}</span>} actions={<Badge>{t(`files.${kind}`)}</Badge>}>
      {contradictions.length > 0 ? (
        <Callout tone="danger" title={t("contradict")} className="mb-3">
          <ul className="list-disc ps-4">
            {contradictions.map(({ code, labels: between, message }) => (
              <li key={`${code} ${between.join(" ")}`} className="break-words">
                {message}
              </li>
            ))}
          </ul>
        </Callout>
      ) : null}
      {labels.length === 0 ? (
        <Callout tone="info" title={t(kind === "unknown" ? "unknown" : "none")}>
          {kind === "unknown" ? null : t("noneHint")}
        </Callout>
      ) : (
        <div className="overflow-x-auto">
          <table className="w-full border-collapse text-sm" aria-label={t("labels")}>
            <thead className="text-muted text-xs">
              <tr className="border-line border-b">
                {(["kind", "place", "claim", "state"] as const).map((column) => (
                  <th key={column} scope="col" className="h-7 pe-3 text-start font-medium">
                    {t(column)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {labels.map((label) => (
                <LabelRow key={`${label.kind} ${label.place} ${label.value}`} label={label} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

function LabelRow({ label: { kind, place, claim, isWellFormed, problems, value } }: { label: Label }) {
  const t = useTranslations("publishing.labelReader");
  const known = PLACES.find((one) => one === place);
  return (
    <tr className="border-line border-b align-top last:border-b-0">
      <th scope="row" className="whitespace-nowrap py-2 pe-3 text-start font-medium">
        {t(`kinds.${kind}`)}
      </th>
      <td className="min-w-48 py-2 pe-3">
        <span className="break-words">{known ? t(`places.${known}`) : place}</span>
        <details className="text-muted text-xs">
          <summary className="min-h-6 cursor-pointer content-center">{t("value")}</summary>
          <code className="whitespace-pre-wrap break-all font-mono">{value}</code>
        </details>
      </td>
      <td className="py-2 pe-3">
        <Badge tone={CLAIM_TONE[claim]}>{t(`claims.${claim}`)}</Badge>
      </td>
      <td className="min-w-40 py-2">
        <StateBadge tone={isWellFormed ? "success" : "danger"}>
          {t(isWellFormed ? "wellFormed" : "notWellFormed")}
        </StateBadge>
        {problems.map(({ code, message, isError }) => (
          <p key={`${code} ${message}`} className={`break-words text-xs ${isError ? "" : "text-muted"}`}>
            {message}
          </p>
        ))}
      </td>
    </tr>
  );
}
