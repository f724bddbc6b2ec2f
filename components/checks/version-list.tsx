"use client";
import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";

/** A version of a managed table, as its page lists it. */
export interface TableVersion {
  version: number;
  entries: number;
  createdAt: string;
  createdBy: string | null;
}

export interface VersionListProps {
  title: string;
  /** Newest first. */
  versions: readonly TableVersion[];
  countOf: (entries: number) => string;
  onOpen: (version: TableVersion) => void;
}

/** The versions of a managed table; one that came after another can be opened to see what it changed. */
export function VersionList({ title, versions, countOf, onOpen }: VersionListProps) {
  const t = useTranslations("checks.table");
  return (
    <Card title={title}>
      <ul className="flex flex-col gap-1">
        {versions.map((made) => (
          <li key={made.version} className="flex flex-wrap items-center justify-between gap-x-3">
            <span className="flex min-h-6 items-center gap-2">
              {made.version > 1 ? (
                <button
                  type="button"
                  aria-label={t("changesOf", { version: made.version })}
                  onClick={() => onOpen(made)}
                  className="rounded-sm text-accent-text hover:underline"
                >
                  {t("changesTitle", { version: made.version })}
                </button>
              ) : (
                t("changesTitle", { version: made.version })
              )}
              <span className="text-muted text-xs">{countOf(made.entries)}</span>
            </span>
            <span className="text-muted text-xs">
              {made.createdBy ?? "—"}, <DateTime iso={made.createdAt} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
