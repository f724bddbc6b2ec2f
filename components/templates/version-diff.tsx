import { useTranslations } from "next-intl";
import { cn } from "#components/ui/class-names.ts";
import { type Change, changesBetween } from "#lib/templates/changes.ts";
import { type DiffPart, sideBySide } from "#lib/templates/side-by-side.ts";
import type { TemplateBody } from "#lib/templates/template.ts";
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
          <DiffTable change={change} beforeLabel={beforeLabel} afterLabel={afterLabel} />
        </section>
      ))}
    </div>
  );
}

function DiffTable({
  change,
  beforeLabel,
  afterLabel,
}: {
  change: Change;
  beforeLabel: string;
  afterLabel: string;
}) {
  const rows = sideBySide(asText(change.before), asText(change.after));
  return (
    <table className="w-full table-fixed border-collapse font-mono text-xs leading-5">
      <thead className="text-left text-muted">
        <tr>
          <th scope="col" className="border-line border-b px-3 py-1 font-normal">
            {beforeLabel}
          </th>
          <th scope="col" className="border-line border-b border-l px-3 py-1 font-normal">
            {afterLabel}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, line) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
          <tr key={line} className="align-top">
            <Side parts={row.before} kind="removed" />
            <Side parts={row.after} kind="added" />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const sideStyle = {
  removed: { cell: "bg-danger-soft", word: "text-danger-text line-through" },
  added: { cell: "border-line border-l bg-success-soft", word: "text-success-text underline" },
};

// Shape as well as colour: what went is struck through, what came is underlined.
function Side({ parts, kind }: { parts: DiffPart[] | null; kind: "removed" | "added" }) {
  const style = sideStyle[kind];
  if (parts === null)
    return <td className={cn("bg-sunken px-3", kind === "added" && "border-line border-l")} />;
  const isChanged = parts.some(({ changed }) => changed);
  const Mark = kind === "removed" ? "del" : "ins";
  return (
    <td
      className={cn(
        "whitespace-pre-wrap break-words px-3 py-px",
        kind === "added" && "border-line border-l",
        isChanged && style.cell,
      )}
    >
      {parts.map(({ text, changed }, index) => {
        const key = `${index}:${text}`;
        return changed ? (
          <Mark key={key} className={style.word}>
            {text}
          </Mark>
        ) : (
          <span key={key}>{text}</span>
        );
      })}
    </td>
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
