"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { cn } from "#components/ui/class-names.ts";
import { pictureSrc } from "./image-answers.ts";

export interface BeforeAfterProps {
  beforeId: string;
  /** `null` while there is nothing to compare with. */
  afterId: string | null;
  /** Width and height of what is shown, so that nothing jumps. */
  aspect: number;
  busy: boolean;
  /** Whether anything of what is shown is transparent. */
  isClear: boolean;
}

/** Two pictures over each other, parted by a line that is moved by hand or by arrow keys. */
export function BeforeAfter({ beforeId, afterId, aspect, busy, isClear }: BeforeAfterProps) {
  const t = useTranslations("images.compare");
  const [at, setAt] = useState(50);
  const ground = isClear ? "chequered" : "bg-sunken";
  return (
    <div className="min-w-0">
      <div
        className={cn(ground, "relative mx-auto max-h-[70vh] overflow-hidden rounded-lg border border-line")}
        style={{ aspectRatio: aspect, maxWidth: `calc(70vh * ${aspect})` }}
      >
        <Layer id={beforeId} alt={t("before")} />
        {afterId ? (
          <>
            <span className={cn(ground, "absolute inset-0")} style={{ clipPath: `inset(0 0 0 ${at}%)` }}>
              <Layer id={afterId} alt={t("after")} className={cn(busy && "opacity-60")} />
            </span>
            <span
              className="pointer-events-none absolute inset-y-0 w-0.5 -translate-x-1/2 bg-accent"
              style={{ left: `${at}%` }}
            />
            <Corner side="start">{t("before")}</Corner>
            <Corner side="end">{t("after")}</Corner>
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
        ) : null}
      </div>
    </div>
  );
}

function Layer({ id, alt, className }: { id: string; alt: string; className?: string }) {
  return (
    // biome-ignore lint/performance/noImgElement: the API makes the copy that fits
    <img
      src={pictureSrc(id, 1280)}
      alt={alt}
      className={cn("absolute inset-0 size-full object-contain", className)}
    />
  );
}

function Corner({ side, children }: { side: "start" | "end"; children: string }) {
  return (
    <span
      className={cn(
        "pointer-events-none absolute top-2 rounded-sm bg-raised px-1.5 py-0.5 text-xs shadow-float",
        side === "start" ? "left-2" : "right-2",
      )}
    >
      {children}
    </span>
  );
}
