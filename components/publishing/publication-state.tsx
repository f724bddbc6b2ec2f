"use client";
import { useTranslations } from "next-intl";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { ReadablePublication } from "#lib/publishing/publication.ts";

const TONE = {
  queued: "neutral",
  running: "info",
  succeeded: "success",
  failed: "danger",
  cancelled: "neutral",
} as const;

/** How far a publication has come: held, being written, on its way, there, or why not. */
export function PublicationState({ publication }: { publication: ReadablePublication }) {
  const t = useTranslations("publishing");
  const { status, itemCount, itemsWritten, failure, refused, deliveries, changes, heldUntil, fileName } =
    publication;
  const percent = itemCount > 0 ? Math.floor((itemsWritten / itemCount) * 100) : 0;
  if (status === "queued" && heldUntil !== null)
    return <StateBadge tone="warning">{t("state.held")}</StateBadge>;
  if (status === "running" && changes && deliveries)
    return (
      <StateBadge tone="info" busy>
        {t("state.onItsWay", { count: deliveries.waiting })}
      </StateBadge>
    );
  if (status === "succeeded" && deliveries && deliveries.dead > 0)
    return <StateBadge tone="warning">{t("state.notTaken", { count: deliveries.dead })}</StateBadge>;
  if (status === "succeeded" && refused > 0)
    return <StateBadge tone="warning">{t("state.notTaken", { count: refused })}</StateBadge>;
  if (status === "succeeded" && fileName === null)
    return <StateBadge tone="success">{t("state.there")}</StateBadge>;
  return (
    <span title={failure?.message}>
      <StateBadge tone={TONE[status]} busy={status === "running"}>
        {status === "running" ? t("state.runningAt", { percent }) : t(`state.${status}`)}
      </StateBadge>
      {failure ? <span className="block text-muted text-xs">{failure.message}</span> : null}
    </span>
  );
}
