"use client";
import { useTranslations } from "next-intl";
import { problemOf } from "./client.ts";

/** Turns a failed API call into words: the problem's own text, or that the server could not be reached. */
export function useProblemText(): (error: unknown) => string {
  const t = useTranslations("errors");
  return (error) => problemOf(error)?.detail ?? t("offline");
}
