"use client";
import { useTranslations } from "next-intl";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { Tone } from "#components/ui/tone.ts";
import { OUTPUT_STATES } from "#lib/outputs/output-states.ts";
import type { Output } from "./output-answers.ts";

const TONES: Record<(typeof OUTPUT_STATES)[number], Tone> = {
  pending: "neutral",
  approved: "success",
  rejected: "danger",
  escalated: "warning",
};

/** Where an output stands with its human audit. */
export function OutputStateBadge({ state }: Pick<Output, "state">) {
  const t = useTranslations("batches.reviewState");
  const known = OUTPUT_STATES.find((one) => one === state);
  return known ? <StateBadge tone={TONES[known]}>{t(known)}</StateBadge> : <span>{t("none")}</span>;
}

const VERDICT_TONES = { pass: "success", warn: "warning", block: "danger" } as const;

/** The gravest that the checks say of an output, unless what they found is not shown. */
export function WorstVerdict({ checks, isBlind }: Pick<Output, "checks" | "isBlind">) {
  const t = useTranslations("outputs.verdict");
  if (isBlind) return <StateBadge tone="neutral">{t("hidden")}</StateBadge>;
  const worst = (["block", "warn"] as const).find((word) => checks.some(({ verdict }) => verdict === word));
  const verdict = worst ?? "pass";
  return <StateBadge tone={VERDICT_TONES[verdict]}>{t(verdict)}</StateBadge>;
}
