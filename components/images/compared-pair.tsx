"use client";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { cn } from "#components/ui/class-names.ts";
import { type Asset, pictureSrc, SHOWN_WIDTH } from "./image-answers.ts";
import type { PictureView } from "./picture-view.ts";

export interface ComparedPairProps {
  /** `null` for a picture that was made of nothing else. */
  beforeId: string | null;
  after: Pick<Asset, "id" | "width" | "height" | "details">;
  view: PictureView;
  isZoomed: boolean;
}

/** How long each of two pictures is seen that take turns: slow enough for the eye, and for who must not see flashes. */
const TURN_MS = 700;

/** Two pictures: parted by a line, beside each other, or in turns; to the width there is, or pixel by pixel. */
export function ComparedPair({ beforeId, after, view, isZoomed }: ComparedPairProps) {
  const t = useTranslations("images.compare");
  const scrollers = useRef<(HTMLElement | null)[]>([]);
  if (beforeId !== null && view === "side")
    return (
      <div className="grid grid-cols-2 gap-2">
        {[beforeId, after.id].map((id, place) => (
          <div key={id} className="min-w-0">
            <Stage
              {...{ after, isZoomed }}
              ref={(element) => {
                scrollers.current[place] = element;
              }}
              onScroll={(from) => {
                // Both show the same part.
                const other = scrollers.current[1 - place];
                if (other) Object.assign(other, { scrollLeft: from.scrollLeft, scrollTop: from.scrollTop });
              }}
            >
              <Layer {...{ id, isZoomed }} alt={t(place === 0 ? "before" : "after")} />
            </Stage>
            <p className="mt-1 text-muted text-xs">{t(place === 0 ? "before" : "after")}</p>
          </div>
        ))}
      </div>
    );
  return (
    <Stage {...{ after, isZoomed }}>
      {beforeId === null ? (
        <Layer id={after.id} alt={t("after")} isZoomed={isZoomed} />
      ) : view === "flicker" ? (
        <Flicker {...{ beforeId, isZoomed }} afterId={after.id} />
      ) : (
        <Slider {...{ beforeId, isZoomed }} afterId={after.id} isClear={after.details.hasAlpha} />
      )}
    </Stage>
  );
}

function Stage({
  after,
  isZoomed,
  children,
  ref,
  onScroll,
}: Pick<ComparedPairProps, "after" | "isZoomed"> & {
  children: React.ReactNode;
  ref?: React.RefCallback<HTMLElement>;
  onScroll?: (from: HTMLElement) => void;
}) {
  const t = useTranslations("images.compare");
  const aspect = after.width / after.height;
  const ratio = typeof window === "undefined" ? 1 : window.devicePixelRatio;
  const ground = after.details.hasAlpha ? "chequered" : "bg-sunken";
  if (!isZoomed)
    return (
      <div
        className={cn(ground, "relative mx-auto w-full overflow-hidden rounded-lg border border-line")}
        style={{ aspectRatio: aspect, maxWidth: `calc(60vh * ${aspect})` }}
      >
        {children}
      </div>
    );
  return (
    <section
      ref={(element) => {
        middle(element);
        if (typeof ref === "function") ref(element);
      }}
      aria-label={t("scroll")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keys as well
      tabIndex={0}
      onScroll={(event) => onScroll?.(event.currentTarget)}
      className="max-h-[60vh] overflow-auto rounded-lg border border-line"
    >
      <div
        className={cn(ground, "relative")}
        style={{ width: after.width / ratio, height: after.height / ratio }}
      >
        {children}
      </div>
    </section>
  );
}

// Where the subject is, rather than a corner of the ground.
function middle(element: HTMLElement | null): void {
  if (!element || element.dataset.placed) return;
  element.dataset.placed = "yes";
  element.scrollLeft = (element.scrollWidth - element.clientWidth) / 2;
  element.scrollTop = (element.scrollHeight - element.clientHeight) / 2;
}

function Slider({
  beforeId,
  afterId,
  isZoomed,
  isClear,
}: {
  beforeId: string;
  afterId: string;
  isZoomed: boolean;
  isClear: boolean;
}) {
  const t = useTranslations("images.compare");
  const [at, setAt] = useState(50);
  return (
    <>
      <Layer id={beforeId} alt={t("before")} isZoomed={isZoomed} />
      <span
        className={cn(isClear ? "chequered" : "bg-sunken", "absolute inset-0")}
        style={{ clipPath: `inset(0 0 0 ${at}%)` }}
      >
        <Layer id={afterId} alt={t("after")} isZoomed={isZoomed} />
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
  );
}

function Flicker({ beforeId, afterId, isZoomed }: { beforeId: string; afterId: string; isZoomed: boolean }) {
  const t = useTranslations("images.compare");
  const [isAfter, setIsAfter] = useState(true);
  useEffect(() => {
    // Who wants no motion changes them by hand.
    if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const timer = setInterval(() => setIsAfter((is) => !is), TURN_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <button
      type="button"
      aria-label={t(isAfter ? "after" : "before")}
      onClick={() => setIsAfter(!isAfter)}
      className="absolute inset-0"
    >
      <Layer id={beforeId} alt="" isZoomed={isZoomed} className={cn(isAfter && "invisible")} />
      <Layer id={afterId} alt="" isZoomed={isZoomed} className={cn(!isAfter && "invisible")} />
      <Corner side={isAfter ? "end" : "start"}>{t(isAfter ? "after" : "before")}</Corner>
    </button>
  );
}

function Layer({
  id,
  alt,
  isZoomed,
  className,
}: {
  id: string;
  alt: string;
  isZoomed: boolean;
  className?: string;
}) {
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
