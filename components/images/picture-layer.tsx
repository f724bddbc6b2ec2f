import { cn } from "#components/ui/class-names.ts";
import { pictureSrc, SHOWN_WIDTH } from "./image-answers.ts";

export interface PictureLayerProps {
  id: string;
  alt: string;
  /** Pixel by pixel, from the original. */
  isZoomed?: boolean;
  className?: string;
}

/** A picture that fills the box it lies in, over others of that box. */
export function PictureLayer({ id, alt, isZoomed = false, className }: PictureLayerProps) {
  return (
    // biome-ignore lint/performance/noImgElement: the API makes the copy that fits
    <img
      src={isZoomed ? `/api/v1/assets/${id}/file` : pictureSrc(id, SHOWN_WIDTH)}
      alt={alt}
      decoding="sync"
      className={cn(
        "absolute inset-0 size-full object-contain",
        isZoomed && "[image-rendering:pixelated]",
        className,
      )}
    />
  );
}
