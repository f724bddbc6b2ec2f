"use client";
import { useTranslations } from "next-intl";

/** What people call a channel: one of every installation by the kind of file it makes. */
export function useChannelName(): (channel: { name: string; isBuiltIn: boolean }) => string {
  const t = useTranslations("publishing.new.formats");
  return ({ name, isBuiltIn }) =>
    isBuiltIn && (name === "xlsx" || name === "csv" || name === "jsonl") ? t(name) : name;
}
