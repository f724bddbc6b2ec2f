import { useTranslations } from "next-intl";

/** The first stop of the keyboard: past the sidebar, to the page. */
export function SkipLink() {
  const t = useTranslations("navigation");
  return (
    <a
      href="#main"
      className="-translate-y-16 fixed start-2 top-2 z-50 rounded-md bg-accent px-3 py-1.5 font-medium text-on-accent focus:translate-y-0"
    >
      {t("skip")}
    </a>
  );
}
