"use client";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { UsedSnippet } from "#lib/templates/snippets/snippet.ts";

export interface SnippetsPanelProps {
  /** Those that the draft uses, in the version it has. */
  used: UsedSnippet[];
  /** The newest of every snippet. */
  library: readonly UsedSnippet[];
  onChange: (snippets: UsedSnippet[]) => void;
  readOnly: boolean;
}

/** The snippets that a draft uses, each with its version, and a newer one where there is one; nothing where it uses none. */
export function SnippetsPanel({ used, library, onChange, readOnly }: SnippetsPanelProps) {
  const t = useTranslations("templates.snippets");
  if (used.length === 0) return null;
  return (
    <section aria-label={t("title")} className="rounded-lg border border-line bg-surface">
      <h2 className="flex min-h-10 items-center border-line border-b px-3 font-semibold">{t("title")}</h2>
      <ul className="divide-y divide-line">
        {used.map((snippet) => {
          const newest = library.find(({ id }) => id === snippet.id);
          const isOld = newest !== undefined && newest.version > snippet.version;
          return (
            <li key={snippet.name} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
              <TextLink href={`/settings/snippets/${snippet.id}`}>{snippet.name}</TextLink>
              <span className="text-muted text-xs">{t("version", { version: snippet.version })}</span>
              {isOld ? (
                <span className="text-warning-text text-xs">{t("newer", { version: newest.version })}</span>
              ) : null}
              {isOld && !readOnly ? (
                <Button
                  size="sm"
                  onClick={() => onChange(used.map((one) => (one === snippet ? newest : one)))}
                >
                  {t("take", { version: newest.version })}
                </Button>
              ) : null}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
