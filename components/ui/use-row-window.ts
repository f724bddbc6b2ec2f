"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import type { RefObject } from "react";

/** The rows from `first` until before `end`, and how high those above and below them are. */
export interface RowWindow {
  first: number;
  end: number;
  abovePx: number;
  belowPx: number;
}

/** Rows drawn before the box is measured, as on the server, so that nothing jumps once it is. */
const FIRST_HEIGHT_PX = 900;

/** Which rows of a fixed height are drawn where only what is seen is drawn; without that, all. */
export function useRowWindow(
  scroller: RefObject<HTMLElement | null>,
  { count, heightPx, isScrolling }: { count: number; heightPx: number; isScrolling: boolean },
): RowWindow {
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => heightPx,
    overscan: 12,
    initialRect: { width: 0, height: FIRST_HEIGHT_PX },
    enabled: isScrolling,
  });
  if (!isScrolling) return { first: 0, end: count, abovePx: 0, belowPx: 0 };
  const drawn = virtualizer.getVirtualItems();
  return {
    first: drawn[0]?.index ?? 0,
    end: (drawn.at(-1)?.index ?? -1) + 1,
    abovePx: drawn[0]?.start ?? 0,
    belowPx: virtualizer.getTotalSize() - (drawn.at(-1)?.end ?? 0),
  };
}
