import { useTranslations } from "next-intl";
import { changesBetween } from "#lib/templates/changes.ts";
import type { TemplateBody } from "#lib/templates/template.ts";
import { TextDiff } from "./text-diff.tsx";
import { useChangeName } from "./use-change-name.ts";

export interface VersionDiffProps {
  before: TemplateBody;
  after: TemplateBody;
  beforeLabel: string;
  afterLabel: string;
}

/** Two versions beside each other, part by part; what is the same is not shown. */
export function VersionDiff({ before, after, beforeLabel, afterLabel }: VersionDiffProps) {
  const t = useTranslations("templates.compare");
  const nameOf = useChangeName();
  const changes = changesBetween(before, after);
  if (changes.length === 0) return <p className="text-muted">{t("same")}</p>;
  return (
    <div className="flex flex-col gap-4">
      {changes.map((change) => (
        <section key={change.path} className="overflow-hidden rounded-lg border border-line bg-surface">
          <h2 className="flex min-h-9 items-center border-line border-b px-3 font-semibold">
            {nameOf(change)}
          </h2>
          <TextDiff
            before={asText(change.before)}
            after={asText(change.after)}
            beforeLabel={beforeLabel}
            afterLabel={afterLabel}
          />
        </section>
      ))}
    </div>
  );
}

function asText(part: unknown): string {
  if (part === undefined) return "";
  if (typeof part === "string") return part;
  if (Array.isArray(part) && part.every((item) => typeof item === "string")) return part.join("\n");
  return linesOf(part, "").join("\n");
}

// A field as `name: value` lines, so that a change of one limit is a change of one line.
function linesOf(value: unknown, indent: string): string[] {
  if (value === null || typeof value !== "object") return [`${indent}${String(value)}`];
  return Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, part]) =>
      part !== null && typeof part === "object"
        ? [`${indent}${key}:`, ...linesOf(part, `${indent}  `)]
        : [`${indent}${key}: ${String(part)}`],
    );
}
