import { useTranslations } from "next-intl";
import { Link } from "#components/ui/link.tsx";

/** The product's mark, a sheet coming out of a press, and its name; leads home. */
export function Brand({ bare = false }: { bare?: boolean }) {
  const t = useTranslations("navigation");
  return (
    <Link
      href="/"
      aria-label={t("product")}
      className="flex h-8 min-w-8 items-center justify-center gap-2 rounded-md font-semibold tracking-tight"
    >
      <svg viewBox="0 0 20 20" className="size-5 shrink-0" aria-hidden="true">
        <rect x="2" y="3" width="16" height="4" rx="1.2" className="fill-accent" />
        <path
          d="M5 9.5h10V16a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1z"
          className="fill-none stroke-current"
          strokeWidth="1.5"
        />
        <path d="M7.5 12.2h5M7.5 14.4h3" className="stroke-current" strokeWidth="1.2" strokeLinecap="round" />
      </svg>
      {bare ? null : <span>{t("product")}</span>}
    </Link>
  );
}
