"use client";
import { useTranslations } from "next-intl";
import { TabLinks } from "#components/ui/tab-links.tsx";

const TABS = [
  { id: "products", href: "/catalogue" },
  { id: "selections", href: "/catalogue/selections" },
  { id: "imports", href: "/catalogue/imports" },
  { id: "categories", href: "/catalogue/categories" },
] as const;

/** The pages of the catalogue, side by side. */
export function CatalogueTabs({ current }: { current: (typeof TABS)[number]["id"] }) {
  const t = useTranslations("catalogue.tabs");
  return (
    <TabLinks
      label={t("label")}
      tabs={TABS.map(({ id, href }) => ({ href, label: t(id) }))}
      current={TABS.find(({ id }) => id === current)?.href ?? ""}
    />
  );
}
