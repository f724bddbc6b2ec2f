"use client";
import { useQuery } from "@tanstack/react-query";
import { ZoomIn } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { Button } from "#components/ui/button.tsx";
import { formatFileSize } from "#components/ui/file-size-format.ts";
import { Kbd } from "#components/ui/kbd.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { ComparedPair } from "./compared-pair.tsx";
import { PICTURE_VIEWS, type PictureLook } from "./picture-view.ts";
import { useMissingText } from "./use-missing-text.ts";

export interface ComparePicturesProps {
  /** The picture that was made. */
  assetId: string;
  look: PictureLook;
  onLook: (look: PictureLook) => void;
  /** What keys change the view and the zoom; `null` where single keys are off. */
  keys?: { view: string; zoom: string } | null;
}

/** A picture that was made, held against the one that it was made of in the end. */
export function ComparePictures({ assetId, look, onLook, keys = null }: ComparePicturesProps) {
  const t = useTranslations("images.compare");
  const missingText = useMissingText();
  const locale = useLocale();
  const { data: made, error } = useQuery({
    ...api.assets.get.queryOptions({ input: { id: assetId } }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error) return <p className="text-muted">{missingText(error)}</p>;
  if (!made) return <Skeleton className="aspect-square w-full" />;
  const isMade = made.originalId !== made.id;
  return (
    <figure className="min-w-0">
      <div className="mb-2 flex flex-wrap items-center gap-2">
        {isMade ? (
          <fieldset aria-label={t("view")} className="flex">
            {PICTURE_VIEWS.map((view) => (
              <Button
                key={view}
                size="sm"
                variant={view === look.view ? "secondary" : "ghost"}
                aria-pressed={view === look.view}
                onClick={() => onLook({ ...look, view })}
              >
                {t(`views.${view}`)}
              </Button>
            ))}
          </fieldset>
        ) : null}
        {isMade && keys ? <Kbd>{keys.view}</Kbd> : null}
        <Button
          size="sm"
          variant="ghost"
          icon={<ZoomIn aria-hidden />}
          aria-pressed={look.isZoomed}
          onClick={() => onLook({ ...look, isZoomed: !look.isZoomed })}
        >
          {t("pixels")}
        </Button>
        {keys ? <Kbd>{keys.zoom}</Kbd> : null}
        <figcaption className="figures ms-auto text-muted text-xs">
          {made.width} × {made.height} · {made.mediaType.replace("image/", "").toUpperCase()} ·{" "}
          {formatFileSize(made.bytes, locale)}
        </figcaption>
      </div>
      <ComparedPair
        beforeId={isMade ? made.originalId : null}
        after={made}
        view={look.view}
        isZoomed={look.isZoomed}
      />
    </figure>
  );
}
