"use client";
import { useTranslations } from "next-intl";
import { DataTable } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import type { OutputVersionView } from "#lib/batches/view/output-versions.ts";

/** What an output went through: each version, how it came to be, by whom and when. */
export function VersionTable({ versions }: { versions: readonly OutputVersionView[] }) {
  const t = useTranslations("batches");
  return (
    <DataTable
      plain
      label={t("versions")}
      rows={versions}
      rowKey={({ version }) => String(version)}
      columns={[
        { id: "version", header: t("version"), cell: ({ version }) => <NumberText value={version} /> },
        {
          id: "kind",
          header: t("versionKind"),
          cell: ({ kind, fromVersion }) => t(`versionKinds.${kind}`, { from: fromVersion ?? 0 }),
        },
        { id: "by", header: t("versionBy"), cell: ({ madeBy }) => madeBy?.name ?? t("versionByModel") },
        { id: "at", header: t("at"), cell: ({ madeAt }) => <DateTime iso={madeAt} relative /> },
      ]}
    />
  );
}
