"use client";
import { useTranslations } from "next-intl";
import { StateBadge } from "#components/ui/state-badge.tsx";

const TONES = { waiting: "warning", delivered: "success", dead: "danger" } as const;

/** How it went with a message on its way: one that was not taken yet is told apart from one that nobody has tried. */
export function DeliveryState({
  state,
  failure,
}: {
  state: keyof typeof TONES;
  failure: { text: string } | null;
}) {
  const t = useTranslations("notifications.targets.state");
  const tone = state === "waiting" && !failure ? "neutral" : TONES[state];
  return <StateBadge tone={tone}>{t(state)}</StateBadge>;
}
