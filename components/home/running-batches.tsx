"use client";
import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { RunningBatch } from "./batch-facts.ts";

const look = {
  "awaiting-approval": { tone: "warning", busy: false },
  scheduled: { tone: "neutral", busy: false },
  running: { tone: "info", busy: true },
  paused: { tone: "warning", busy: false },
} as const;

/** Batches under way, with how far they are and what they have spent. */
export function RunningBatches({
  batches,
  canLaunch,
}: {
  batches: readonly RunningBatch[];
  canLaunch: boolean;
}) {
  const t = useTranslations("home.running");
  return (
    <Card title={t("title")} actions={<TextLink href="/batches">{t("all")}</TextLink>} flush>
      {batches.length === 0 ? (
        <EmptyState
          title={t("empty")}
          cause={t("emptyCause")}
          action={canLaunch ? <LinkButton href="/batches/new">{t("launch")}</LinkButton> : null}
        />
      ) : (
        <ul>
          {batches.map((batch) => (
            <li key={batch.id} className="border-line border-b px-4 py-2.5 last:border-b-0">
              <div className="mb-1.5 flex flex-wrap items-center gap-x-3 gap-y-1">
                <TextLink href={`/batches/${batch.id}`} className="min-w-0 truncate font-medium">
                  {batch.name}
                </TextLink>
                <StateBadge tone={look[batch.state].tone} busy={look[batch.state].busy} className="text-xs">
                  {t(`state.${batch.state}`)}
                </StateBadge>
                {batch.simulated ? <SimulatedMark /> : null}
                <span className="figures ms-auto text-muted text-xs">
                  <MoneyText value={batch.spent} bare /> / <MoneyText value={batch.cap} />
                </span>
              </div>
              <ProgressBar
                label={batch.name}
                value={batch.ended}
                max={batch.items}
                tone={batch.state === "paused" ? "warning" : "accent"}
                caption={
                  <>
                    <NumberText value={batch.ended} /> / <NumberText value={batch.items} /> {t("items")}
                    {batch.waitingFor ? (
                      <span className="text-warning-text"> · {batch.waitingFor}</span>
                    ) : null}
                  </>
                }
              />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
