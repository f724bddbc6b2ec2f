"use client";
import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { WaitingTemplate } from "./improvement-answers.ts";
import { useWaitingText } from "./use-waiting-text.ts";

/** Templates that what people rejected could improve; nothing where there are none. */
export function WaitingCard({ waiting }: { waiting: readonly WaitingTemplate[] }) {
  const t = useTranslations("improvements.waiting");
  const { plain } = useWaitingText();
  if (waiting.length === 0) return null;
  return (
    <Card title={t("title")} className="mb-4">
      <p className="mb-2 text-muted">{t("about")}</p>
      <ul className="grid gap-1">
        {waiting.map(({ templateId, name, count }) => (
          <li key={templateId} className="flex flex-wrap items-baseline gap-x-3">
            <TextLink href={`/templates/${templateId}/improvements`}>{name}</TextLink>
            <span className="figures text-muted text-xs">{plain(count)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
