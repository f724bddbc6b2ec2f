"use client";
import { useState } from "react";
import { MissingPicture } from "./missing-picture.tsx";

const OF_ASSET = /^\/api\/v1\/assets\/([^/]+)\/file/;

/** A small picture of a product; a frame where it has none or none can be shown. */
export function PictureThumb({ url, size = 24 }: { url: string | undefined; size?: number }) {
  const [broken, setBroken] = useState<string>();
  const frame = "rounded-sm border border-line bg-sunken object-contain";
  const assetId = url === broken ? url?.match(OF_ASSET)?.[1] : undefined;
  if (assetId) return <MissingPicture assetId={assetId} size={size} />;
  if (!url || url === broken)
    return <span className={`inline-block ${frame}`} style={{ width: size, height: size }} aria-hidden />;
  return (
    // biome-ignore lint/performance/noImgElement: pictures of any shop, shown as they are
    <img
      src={url}
      alt=""
      width={size}
      height={size}
      loading="lazy"
      referrerPolicy="no-referrer"
      // What could not be had before this script ran has told nobody.
      ref={(img) => {
        if (img?.complete && img.naturalWidth === 0) setBroken(url);
      }}
      onError={() => setBroken(url)}
      className={frame}
      style={{ width: size, height: size }}
    />
  );
}
