"use client";
import { useQuery } from "@tanstack/react-query";
import { Bookmark, Download } from "lucide-react";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { api, client } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { buttonStyle } from "#components/ui/button-style.ts";
import { Callout } from "#components/ui/callout.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { formatFileSize } from "#components/ui/file-size-format.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { usePunctuation } from "#components/ui/use-punctuation.ts";
import { useStoredState } from "#components/ui/use-stored-state.ts";
import { BeforeAfter } from "./before-after.tsx";
import type { Asset } from "./image-answers.ts";
import type { Operation } from "./operation-draft.ts";
import { OperationList } from "./operation-list.tsx";
import { type Preview, usePreview } from "./use-preview.ts";

const NONE: Operation[] = [];

/** A picture, and what operations would make of it. */
export function PicturePage({ asset, mayEdit }: { asset: Asset; mayEdit: boolean }) {
  const t = useTranslations("images");
  const { labelled } = usePunctuation();
  const locale = useLocale();
  // The same for every picture: what was put together for one is tried on the next.
  const [operations, setOperations] = useStoredState<Operation[]>("pictures.operations", NONE);
  const preview = usePreview(asset.id, operations, mayEdit);
  const resultId = "resultId" in preview ? preview.resultId : null;
  const result = useQuery({
    ...api.assets.get.queryOptions({ input: { id: resultId ?? "" } }),
    enabled: resultId !== null,
  }).data;
  const shown = result ?? asset;
  const { details } = asset;
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: t("title"), href: "/images" }]}
        title={asset.name || t("unnamed")}
        facts={[
          <FileFacts key="file" asset={asset} />,
          details.frames > 1 && t("facts.frames", { count: details.frames }),
          details.colour === "cmyk" && "CMYK",
          details.bitsPerChannel === 16 && t("facts.deep"),
          details.hasMetadata && t("facts.metadata"),
          asset.madeOf && (
            <TextLink key="of" href={`/images/${asset.madeOf}`}>
              {t("facts.madeOf")}
            </TextLink>
          ),
          <span key="who">
            {asset.createdBy.name} · <DateTime iso={asset.createdAt} />
          </span>,
        ]}
        actions={<DownloadLink id={asset.id} label={t("downloadOriginal")} />}
      />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(20rem,26rem)]">
        <div className="flex min-w-0 flex-col gap-3">
          <BeforeAfter
            beforeId={asset.id}
            afterId={resultId}
            aspect={shown.width / shown.height}
            busy={preview.state === "making"}
            isClear={asset.details.hasAlpha || shown.details.hasAlpha}
          />
          <p role="status" className="min-h-5 text-muted text-xs">
            {preview.state === "making" ? t("preview.making") : null}
            {preview.state === "made" && result ? (
              <>
                {labelled(t("preview.result"), `${result.width} × ${result.height}`)} ·{" "}
                {result.mediaType.replace("image/", "").toUpperCase()} ·{" "}
                {formatFileSize(result.bytes, locale)}
              </>
            ) : null}
          </p>
          <PreviewNotes preview={preview} />
          {preview.state === "made" && result ? <ResultActions key={result.id} result={result} /> : null}
        </div>
        {mayEdit ? <OperationList operations={operations} onChange={setOperations} /> : null}
      </div>
    </>
  );
}

function FileFacts({ asset }: { asset: Asset }) {
  const locale = useLocale();
  return (
    <span className="figures">
      {asset.width} × {asset.height} · {asset.mediaType.replace("image/", "").toUpperCase()} ·{" "}
      {formatFileSize(asset.bytes, locale)}
    </span>
  );
}

/** What somebody should know of a preview, or why there is none. */
export function PreviewNotes({ preview }: { preview: Preview }) {
  const t = useTranslations("images.preview");
  if (preview.state === "failed")
    return preview.error ? (
      <ProblemCallout error={preview.error} />
    ) : (
      <Callout tone="danger" title={t("failed")}>
        {preview.message}
      </Callout>
    );
  if (preview.state !== "made" || preview.notes.length === 0) return null;
  return (
    <Callout tone="warning">
      {preview.notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </Callout>
  );
}

function ResultActions({ result }: { result: Asset }) {
  const t = useTranslations("images.preview");
  const router = useRouter();
  const keep = useChange(client.assets.keep, { touches: [api.assets.key()] });
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button
        variant="primary"
        icon={<Bookmark aria-hidden />}
        loading={keep.pending}
        onClick={() => keep.run({ id: result.id }, () => router.push(`/images/${result.id}`))}
      >
        {t("keep")}
      </Button>
      <DownloadLink id={result.id} label={t("download")} />
      {result.expiresAt ? <span className="text-muted text-xs">{t("expires")}</span> : null}
      {keep.problem ? <Callout tone="danger">{keep.problem}</Callout> : null}
    </div>
  );
}

function DownloadLink({ id, label }: { id: string; label: string }) {
  return (
    <a href={`/api/v1/assets/${id}/file`} download className={buttonStyle("secondary", "md", false)}>
      <span className="flex shrink-0 [&>svg]:size-3.5">
        <Download aria-hidden />
      </span>
      {label}
    </a>
  );
}
