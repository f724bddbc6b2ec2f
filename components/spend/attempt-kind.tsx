"use client";
import { useTranslations } from "next-intl";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { Attempt } from "./spend-answers.ts";

const TONES = { settled: "success", released: "neutral", unknown: "warning" } as const;

/** Whether a call was billed, may have been, or was not. */
export function AttemptKind({ kind }: { kind: Attempt["kind"] }) {
  const t = useTranslations("spend.ledger.kinds");
  return <StateBadge tone={TONES[kind]}>{t(kind)}</StateBadge>;
}
