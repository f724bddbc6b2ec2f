"use client";
import { useTranslations } from "next-intl";
import { problemOf } from "#components/api/client.ts";

/** Why a picture is not there: that retention removed it, and when, or that it is gone. */
export function useMissingText(): (error: unknown) => string {
  const t = useTranslations("images.compare");
  return (error) => {
    const problem = problemOf(error);
    return problem?.code === "picture_removed" ? problem.detail : t("gone");
  };
}
