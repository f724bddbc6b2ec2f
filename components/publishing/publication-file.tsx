"use client";
import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReadablePublication } from "#lib/publishing/publication.ts";

/** The file of a publication, and its AIGC label where that is one of its own; nothing while there is none. */
export function PublicationFile({
  publication: { id, status, fileName, channel, fileRemovedAt },
}: {
  publication: Pick<ReadablePublication, "id" | "status" | "fileName" | "channel" | "fileRemovedAt">;
}) {
  const t = useTranslations("publishing");
  if (fileRemovedAt) return <span className="text-muted text-xs">{t("fileRemoved")}</span>;
  if (status !== "succeeded" || fileName === null) return null;
  // Such a file carries its label inside.
  const isWorkbook = channel.kind === "workbook" || ("format" in channel && channel.format === "xlsx");
  return (
    <span className="inline-flex items-center gap-3">
      <a
        href={`/api/v1/publications/${id}/file`}
        download={fileName}
        className="inline-flex min-h-6 items-center gap-1 text-accent-text hover:underline"
      >
        <Download className="size-3.5" aria-hidden />
        {t("download")}
      </a>
      {isWorkbook ? null : (
        <a
          href={`/api/v1/publications/${id}/label`}
          download
          title={t("labelHint")}
          className="min-h-6 content-center text-muted text-xs hover:underline"
        >
          {t("label")}
        </a>
      )}
    </span>
  );
}
