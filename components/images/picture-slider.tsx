"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { cn } from "#components/ui/class-names.ts";
import { PictureCorner } from "./picture-corner.tsx";
import { PictureLayer } from "./picture-layer.tsx";

export interface PictureSliderProps {
  beforeId: string;
  /** `null` while there is nothing to compare with. */
  afterId: string | null;
  /** Whether anything of the second is transparent. */
  isClear: boolean;
  isZoomed?: boolean;
  /** Another second picture is being made. */
  busy?: boolean;
}

/** Two pictures over each other, parted by a line that is moved by hand or by arrow keys; they fill the box they lie in. */
export function PictureSlider({
  beforeId,
  afterId,
  isClear,
  isZoomed = false,
  busy = false,
}: PictureSliderProps) {
  const t = useTranslations("images.compare");
  const [at, setAt] = useState(50);
  const before = <PictureLayer id={beforeId} alt={t("before")} isZoomed={isZoomed} />;
  if (afterId === null) return before;
  return (
    <>
      {before}
      <span
        className={cn(isClear ? "chequered" : "bg-sunken", "absolute inset-0")}
        style={{ clipPath: `inset(0 0 0 ${at}%)` }}
      >
        <PictureLayer
          id={afterId}
          alt={t("after")}
          isZoomed={isZoomed}
          className={cn(busy && "opacity-60")}
        />
      </span>
      <span
        className="pointer-events-none absolute inset-y-0 w-0.5 -translate-x-1/2 bg-accent"
        style={{ left: `${at}%` }}
      />
      <PictureCorner side="start">{t("before")}</PictureCorner>
      <PictureCorner side="end">{t("after")}</PictureCorner>
      <input
        type="range"
        min={0}
        max={100}
        value={at}
        onChange={(event) => setAt(Number(event.target.value))}
        aria-label={t("line")}
        className="absolute inset-0 size-full cursor-ew-resize opacity-0 focus-visible:opacity-20"
      />
    </>
  );
}
