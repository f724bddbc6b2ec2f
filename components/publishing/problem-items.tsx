"use client";
import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";

export interface ProblemItemsProps {
  items: readonly {
    itemId: string;
    key: string;
    language: string;
    problems: readonly { column: string; message: string; isStrict?: boolean; allowed?: readonly string[] }[];
  }[];
}

/** Items of which a channel does not take something: the item, and what it minds of it. */
export function ProblemItems({ items }: ProblemItemsProps) {
  const t = useTranslations("publishing.problems");
  return (
    <ul className="flex flex-col">
      {items.map(({ itemId, key, language, problems }) => (
        <li key={itemId} className="flex flex-col gap-1 border-line border-b py-2 last:border-b-0">
          <div className="flex items-baseline gap-2">
            <span className="break-all font-medium">{key}</span>
            <Badge>{language}</Badge>
          </div>
          {problems.map(({ column, message, isStrict = true, allowed = [] }) => (
            <div key={column} className="text-xs">
              <p className="break-words">
                {message} {isStrict ? null : <Badge tone="warning">{t("warning")}</Badge>}
              </p>
              {allowed.length > 0 ? (
                <details className="text-muted">
                  <summary className="cursor-pointer">{t("allowed", { column })}</summary>
                  <p className="break-words">{allowed.join(" · ")}</p>
                </details>
              ) : null}
            </div>
          ))}
        </li>
      ))}
    </ul>
  );
}
