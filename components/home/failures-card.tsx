"use client";
import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { Failure } from "./failures.ts";

/** What failed lately and has not been put right. */
export function FailuresCard({ failures }: { failures: readonly Failure[] }) {
  const t = useTranslations("home.failures");
  return (
    <Card title={t("title")} flush>
      {failures.length === 0 ? (
        <p className="px-4 py-3">
          <StateBadge tone="success">{t("none")}</StateBadge>
        </p>
      ) : (
        <ul>
          {failures.map((failure) => (
            <li
              key={`${failure.kind}:${failure.id}`}
              className="flex min-h-row flex-wrap items-center gap-x-3 border-line border-b px-4 py-1 last:border-b-0"
            >
              <StateBadge tone="danger" className="text-xs">
                {t(`kind.${failure.kind}`)}
              </StateBadge>
              <TextLink href={failure.href} className="min-w-0 truncate">
                {failure.name}
              </TextLink>
              <span className="ms-auto min-w-0 truncate text-muted text-xs">
                {failure.failedItems === null
                  ? (failure.reason ?? t("whole"))
                  : t("items", { count: failure.failedItems })}
              </span>
              <span className="text-muted text-xs">
                <DateTime iso={failure.at} relative />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
