"use client";
import { useTranslations } from "next-intl";
import { TabLinks } from "#components/ui/tab-links.tsx";

/** Between batches and what launches them again and again. */
export function BatchesTabs({ current }: { current: "/batches" | "/batches/schedules" }) {
  const t = useTranslations("batches");
  return (
    <TabLinks
      label={t("title")}
      current={current}
      tabs={[
        { href: "/batches", label: t("title") },
        { href: "/batches/schedules", label: t("schedules.title") },
      ]}
    />
  );
}
