import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Link } from "./link.tsx";

export interface PageHeaderProps {
  title: ReactNode;
  /** Right after the title: a state. */
  badge?: ReactNode;
  /** Under the title: short facts (counts, dates, people). */
  facts?: readonly ReactNode[];
  /** The one primary action of the page. */
  primaryAction?: ReactNode;
  /** Before the primary one. */
  actions?: ReactNode;
  breadcrumbs?: readonly { label: ReactNode; href: string }[];
  /** TabLinks, along the lower edge. */
  tabs?: ReactNode;
}

/** The head of a page: where, what, facts, and one thing to do. */
export function PageHeader({
  title,
  badge,
  facts,
  primaryAction,
  actions,
  breadcrumbs,
  tabs,
}: PageHeaderProps) {
  const t = useTranslations("common");
  return (
    <header className="mb-4">
      {breadcrumbs && breadcrumbs.length > 0 ? (
        <nav aria-label={t("breadcrumbs")} className="mb-1">
          <ol className="flex flex-wrap items-center gap-1 text-muted text-xs">
            {breadcrumbs.map((crumb) => (
              <li key={crumb.href} className="flex items-center gap-1">
                <Link
                  href={crumb.href}
                  className="min-h-6 content-center rounded-sm hover:text-text hover:underline"
                >
                  {crumb.label}
                </Link>
                <ChevronRight className="size-3" aria-hidden />
              </li>
            ))}
          </ol>
        </nav>
      ) : null}
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="min-w-0 break-words font-semibold text-xl tracking-tight">{title}</h1>
            {badge}
          </div>
          {facts && facts.length > 0 ? (
            <ul className="flex flex-wrap gap-x-4 gap-y-1 text-muted">
              {facts.filter(Boolean).map((fact, position) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: facts keep their places
                <li key={position}>{fact}</li>
              ))}
            </ul>
          ) : null}
        </div>
        {actions || primaryAction ? (
          <div className="flex flex-wrap items-center gap-2">
            {actions}
            {primaryAction}
          </div>
        ) : null}
      </div>
      {tabs ? <div className="mt-3">{tabs}</div> : null}
    </header>
  );
}
