"use client";
import { useTranslations } from "next-intl";
import { TabLinks } from "#components/ui/tab-links.tsx";

/** Between glossaries and what was translated with them and approved. */
export function TermsTabs({ current }: { current: "/settings/glossaries" | "/settings/glossaries/memory" }) {
  const t = useTranslations("checks");
  return (
    <TabLinks
      label={t("glossaries.title")}
      current={current}
      tabs={[
        { href: "/settings/glossaries", label: t("glossaries.title") },
        { href: "/settings/glossaries/memory", label: t("memory.title") },
      ]}
    />
  );
}
