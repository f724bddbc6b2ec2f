"use client";
import { useTranslations } from "next-intl";
import { TabLinks } from "#components/ui/tab-links.tsx";

const TABS = [
  { id: "pictures", href: "/images" },
  { id: "reports", href: "/images/reports" },
] as const;

/** The pages of pictures, side by side. */
export function ImagesTabs({ current }: { current: (typeof TABS)[number]["id"] }) {
  const t = useTranslations("images.tabs");
  return (
    <TabLinks
      label={t("label")}
      tabs={TABS.map(({ id, href }) => ({ href, label: t(id) }))}
      current={TABS.find(({ id }) => id === current)?.href ?? ""}
    />
  );
}
