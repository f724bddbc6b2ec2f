"use client";
import { useTranslations } from "next-intl";
import type { Pace } from "#lib/estimates/pace.ts";

/** What a duration takes for granted, in words. */
export function PaceText({ pace: { by, limit, isAssumed } }: { pace: Pace }) {
  const t = useTranslations("trials.preview");
  return <>{t(`pace.${isAssumed ? "assumed" : by}`, { limit })}</>;
}
