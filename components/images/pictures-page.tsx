"use client";
import { Images } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { usePagedList } from "#components/api/use-paged-list.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { cn } from "#components/ui/class-names.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatFileSize } from "#components/ui/file-size-format.ts";
import { Link } from "#components/ui/link.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { type Asset, type AssetPage, pictureSrc } from "./image-answers.ts";
import { ImagesTabs } from "./images-tabs.tsx";
import { PictureDrop } from "./picture-drop.tsx";
import { useBringPictures } from "./use-bring-pictures.ts";

const NO_FILTER = {};

export interface PicturesPageProps {
  firstPage: AssetPage;
  mayBring: boolean;
  /** Why no pictures can be worked on here, in the reader's language; `null` where they can. */
  unsupported: string | null;
}

/** The pictures there are, newest first, and where new ones are brought. */
export function PicturesPage({ firstPage, mayBring, unsupported }: PicturesPageProps) {
  const t = useTranslations("images");
  const { items, error, paging, refetch } = usePagedList(api.assets.list, { filter: NO_FILTER, firstPage });
  const { bringing, isBusy, bringFiles, bringUrl } = useBringPictures(() => void refetch());
  return (
    <>
      <PageHeader title={t("title")} tabs={<ImagesTabs current="pictures" />} />
      {unsupported === null ? null : (
        <Callout tone="warning" title={t("unsupported")} className="mb-4">
          {unsupported}
        </Callout>
      )}
      {mayBring && unsupported === null ? (
        <PictureDrop
          isBusy={isBusy}
          onFiles={(files) => void bringFiles(files)}
          onUrl={(url) => void bringUrl(url)}
        />
      ) : null}
      {isBusy && bringing.all > 1 ? (
        <ProgressBar
          value={bringing.done}
          max={bringing.all}
          label={t("bring.progress")}
          caption={t("bring.done", { done: bringing.done, all: bringing.all })}
          className="mb-4"
        />
      ) : null}
      {bringing.refused.length > 0 ? (
        <Callout
          tone="danger"
          title={t("bring.refused", { count: bringing.refused.length })}
          className="mb-4"
        >
          <ul>
            {bringing.refused.map(({ name, why }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two files may have one name
              <li key={at} className="wrap-anywhere">
                <span className="font-medium">{name}</span>: {why}
              </li>
            ))}
          </ul>
        </Callout>
      ) : null}
      <ProblemCallout error={error} className="mb-3" />
      {items.length === 0 ? (
        <EmptyState icon={<Images aria-hidden />} title={t("empty")} cause={t("emptyCause")} />
      ) : (
        <ul className="grid grid-cols-2 gap-3 sm:grid-cols-[repeat(auto-fill,minmax(11rem,1fr))]">
          {items.map((asset) => (
            <PictureTile key={asset.id} asset={asset} />
          ))}
        </ul>
      )}
      {paging.hasMore ? (
        <div className="mt-4 flex justify-center">
          <Button loading={paging.loadingMore} onClick={paging.onLoadMore}>
            {t("more")}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function PictureTile({ asset }: { asset: Asset }) {
  const t = useTranslations("images");
  const locale = useLocale();
  const name = asset.name || t("unnamed");
  return (
    <li className="min-w-0">
      <Link href={`/images/${asset.id}`} className="group block rounded-lg border border-line bg-surface">
        <span
          className={cn(
            "block overflow-hidden rounded-t-lg",
            asset.details.hasAlpha ? "chequered" : "bg-sunken",
          )}
        >
          {/* biome-ignore lint/performance/noImgElement: the API makes the copy that fits */}
          <img
            src={pictureSrc(asset.id, 320)}
            alt=""
            width={320}
            height={320}
            loading="lazy"
            className="aspect-square w-full object-contain"
          />
        </span>
        <span className="block border-line border-t px-3 py-2">
          <span
            className="block truncate font-medium group-hover:text-accent-text group-hover:underline"
            title={name}
          >
            {name}
          </span>
          <span className="figures block truncate text-muted text-xs">
            {asset.width} × {asset.height} · {formatFileSize(asset.bytes, locale)}
          </span>
        </span>
      </Link>
    </li>
  );
}
