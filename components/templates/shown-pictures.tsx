import { useTranslations } from "next-intl";
import { PictureThumb } from "#components/catalogue/picture-thumb.tsx";
import { cellPictures } from "#lib/templates/cell-pictures.ts";

const THUMB_PX = 72;
// Sharp on a screen of two pixels to one.
const PIXELS_TO_ONE = 2;

/** The pictures that a row's cells hold; nothing for a row without any. */
export function RowPictures({ values }: { values: Readonly<Record<string, string>> }) {
  const pictures = Object.entries(values).flatMap(([column, value]) => cellPictures(column, value));
  if (pictures.length === 0) return null;
  return (
    <div className="mt-2">
      <ShownPictures pictures={[...new Set(pictures)]} />
    </div>
  );
}

/** Pictures by address or id of an asset, small and in their order; each opens in full. */
export function ShownPictures({
  pictures,
  size = THUMB_PX,
}: {
  pictures: readonly string[];
  /** In pixels. */
  size?: number;
}) {
  const t = useTranslations("templates.preview");
  return (
    <ol aria-label={t("pictures")} className="flex flex-wrap gap-2">
      {pictures.map((picture, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row may name one twice
        <li key={place}>
          <a href={addressOf(picture)} target="_blank" rel="noreferrer" title={picture} className="block">
            <PictureThumb url={addressOf(picture, size * PIXELS_TO_ONE)} size={size} />
            <span className="text-muted text-xs">{t("picture", { number: place + 1 })}</span>
          </a>
        </li>
      ))}
    </ol>
  );
}

function addressOf(picture: string, width?: number): string {
  if (/^https?:/i.test(picture)) return picture;
  const file = `/api/v1/assets/${encodeURIComponent(picture)}/file`;
  return width === undefined ? file : `${file}?width=${width}`;
}
