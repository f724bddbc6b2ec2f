"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { BeforeAfter } from "#components/images/before-after.tsx";
import type { Operation } from "#components/images/operation-draft.ts";
import { PreviewNotes } from "#components/images/picture-page.tsx";
import { usePreview } from "#components/images/use-preview.ts";
import { Skeleton } from "#components/ui/skeleton.tsx";

/** What a step makes of the picture of the row that is looked at, beside it; made anew with each change. */
export function PreviewPicture({ source, operations }: { source: string; operations: Operation[] }) {
  const t = useTranslations("images.preview");
  const preview = usePreview(source, operations, true);
  const { sourceId = null, resultId = null } = "sourceId" in preview ? preview : {};
  const result = useQuery({
    ...api.assets.get.queryOptions({ input: { id: resultId ?? "" } }),
    enabled: resultId !== null,
  }).data;
  if (preview.state === "failed") return <PreviewNotes preview={preview} />;
  if (!sourceId || !result)
    return (
      <div role="status" aria-label={t("making")}>
        <Skeleton className="h-48 w-full" />
      </div>
    );
  return (
    <div className="flex flex-col gap-2">
      <BeforeAfter
        beforeId={sourceId}
        afterId={resultId}
        aspect={result.width / result.height}
        busy={preview.state === "making"}
        isClear={result.details.hasAlpha}
      />
      <PreviewNotes preview={preview} />
    </div>
  );
}
