"use client";
import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { Improvement } from "./improvement-answers.ts";

export interface FoundCardProps {
  templateId: string;
  found: Improvement["found"];
  /** Rows on each side. */
  split: { shown: number; heldOut: number; approved: number };
}

/** What people said of a template: how much of it is the source's fault, and how the rest is parted. */
export function FoundCard({ templateId, found, split }: FoundCardProps) {
  const t = useTranslations("improvements.found");
  const { rejects, edits, ofSource, leftOut } = found;
  const faults = ofSource.reduce((sum, { count }) => sum + count, 0);
  return (
    <Card
      title={t("title")}
      actions={<TextLink href={`/outputs?templateId=${templateId}&state=rejected`}>{t("review")}</TextLink>}
    >
      <div className="grid gap-2">
        <p>{t("counts", { rejects, edits })}</p>
        {faults > 0 ? (
          <div>
            <p className="font-medium">{t("ofSource", { count: faults })}</p>
            <ul className="ms-4 list-disc text-muted">
              {ofSource.map(({ cause, count }) => (
                <li key={cause}>
                  <span className="figures">{count}</span> × {t(`cause.${cause}`)}
                </li>
              ))}
            </ul>
            <p className="text-muted text-xs">{t("ofSourceHint")}</p>
          </div>
        ) : null}
        <p className="font-medium">{t("ofPrompt", { count: rejects + edits - faults })}</p>
        <p className="max-w-[70ch] text-muted">{t("split", split)}</p>
        {leftOut > 0 ? <p className="text-muted text-xs">{t("leftOut", { count: leftOut })}</p> : null}
      </div>
    </Card>
  );
}
