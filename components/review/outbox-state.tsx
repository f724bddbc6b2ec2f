"use client";
import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { Button } from "#components/ui/button.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { Outbox } from "./session/outbox.ts";

/** Whether the decisions made here have reached the server, and where they are if not. */
export function OutboxState({
  outbox,
  isKept,
  onRetry,
}: {
  outbox: Outbox;
  isKept: boolean;
  onRetry: () => void;
}) {
  const t = useTranslations("review.outbox");
  const isOnline = useSyncExternalStore(
    subscribeToConnection,
    () => navigator.onLine,
    () => true,
  );
  const count = outbox.entries.length;
  if (count > 0 && !isKept) return <StateBadge tone="danger">{t("notKept", { count })}</StateBadge>;
  if (!isOnline) return <StateBadge tone="warning">{t("offline", { count })}</StateBadge>;
  if (count === 0) return <StateBadge tone="success">{t("saved")}</StateBadge>;
  if (outbox.failures === 0)
    return (
      <StateBadge tone="neutral" busy>
        {t("saving", { count })}
      </StateBadge>
    );
  return (
    <span className="inline-flex items-center gap-2">
      <StateBadge tone="warning">{t("waiting", { count })}</StateBadge>
      <Button size="sm" onClick={onRetry}>
        {t("retry")}
      </Button>
    </span>
  );
}

function subscribeToConnection(listener: () => void): () => void {
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}
