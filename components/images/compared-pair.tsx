"use client";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { cn } from "#components/ui/class-names.ts";
import type { Asset } from "./image-answers.ts";
import { PictureCorner } from "./picture-corner.tsx";
import { PictureLayer } from "./picture-layer.tsx";
import { PictureSlider } from "./picture-slider.tsx";
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
              <PictureLayer {...{ id, isZoomed }} alt={t(place === 0 ? "before" : "after")} />
            </Stage>
            <p className="mt-1 text-muted text-xs">{t(place === 0 ? "before" : "after")}</p>
          </div>
        ))}
      </div>
    );
  return (
    <Stage {...{ after, isZoomed }}>
      {beforeId === null ? (
        <PictureLayer id={after.id} alt={t("after")} isZoomed={isZoomed} />
      ) : view === "flicker" ? (
        <Flicker {...{ beforeId, isZoomed }} afterId={after.id} />
      ) : (
        <PictureSlider {...{ beforeId, isZoomed }} afterId={after.id} isClear={after.details.hasAlpha} />
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
      <PictureLayer id={beforeId} alt="" isZoomed={isZoomed} className={cn(isAfter && "invisible")} />
      <PictureLayer id={afterId} alt="" isZoomed={isZoomed} className={cn(!isAfter && "invisible")} />
      <PictureCorner side={isAfter ? "end" : "start"}>{t(isAfter ? "after" : "before")}</PictureCorner>
    </button>
  );
}
