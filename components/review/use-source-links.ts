"use client";
import { useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import type { MatchedFacts } from "#lib/checks/claims/match-facts.ts";
import { placeOf, type SourcePlace, type UnstatedClaim } from "./claim-source.ts";

/** How marks of the output and places of the source lead to each other. */
export interface SourceLinks {
  /** The fact or claim in focus, on either side. */
  active: string | null;
  /** Its place in the source; `null` where no column is about it. */
  place: SourcePlace | null;
  /** The passage that makes the claim in focus, by its place; `null` for none. */
  passage: number | null;
  /** What is pointed at, and `null` when it is left. */
  onPoint: (linkId: string | null) => void;
  /** Goes to the other side and keeps the place highlighted. */
  onFollow: (linkId: string, to: "source" | "output") => void;
}

/**
 * The links between an output and its source.
 * @param jumps rises with each wish to go on to the next claim that was not found.
 */
export function useSourceLinks(
  matched: MatchedFacts,
  claims: readonly UnstatedClaim[],
  jumps: number,
): SourceLinks {
  const [pointed, setPointed] = useState<string | null>(null);
  const [followed, setFollowed] = useState<string | null>(null);
  const places = useMemo(
    () =>
      new Map<string, SourcePlace | null>([
        ...matched.facts.map((fact) => [fact.id, placeOf(fact)] as const),
        ...claims.map(({ id, place }) => [id, place] as const),
      ]),
    [matched, claims],
  );
  const passages = useMemo(() => new Map(claims.map(({ id, passage }) => [id, passage])), [claims]);
  const active = pointed ?? followed;

  function follow(linkId: string, to: "source" | "output"): void {
    setFollowed(linkId);
    const target =
      to === "output"
        ? document.getElementById(markElementId("output", linkId))
        : (passageElement(passages.get(linkId)) ?? cellOf(places.get(linkId)?.column));
    target?.scrollIntoView({ block: "nearest" });
  }

  const goOn = useEffectEvent(() => {
    const at = claims.findIndex(({ id }) => id === followed);
    const next = claims[(at + 1) % claims.length];
    if (!next) return;
    follow(next.id, "source");
    const mark = document.getElementById(markElementId("output", next.id));
    mark?.focus({ preventScroll: true });
    mark?.scrollIntoView({ block: "nearest" });
  });
  const heard = useRef(jumps);
  useEffect(() => {
    if (heard.current === jumps) return;
    heard.current = jumps;
    goOn();
  }, [jumps]);

  return {
    active,
    place: active === null ? null : (places.get(active) ?? null),
    passage: active === null ? null : (passages.get(active) ?? null),
    onPoint: setPointed,
    onFollow: follow,
  };
}

/** The element of a mark on one of the sides. */
export function markElementId(side: "source" | "output", linkId: string): string {
  return `${side}-${linkId}`;
}

/** The element of a column's cell. */
export function cellElementId(column: string): string {
  return `source-cell-${column}`;
}

/** The element of a passage. */
export function passageElementId(passage: number): string {
  return `source-passage-${passage}`;
}

// Opened, so that what it says can be seen.
function passageElement(passage: number | null | undefined): HTMLElement | null {
  const element = typeof passage === "number" ? document.getElementById(passageElementId(passage)) : null;
  element?.querySelector("details")?.setAttribute("open", "");
  return element;
}

function cellOf(column: string | undefined): HTMLElement | null {
  return column === undefined ? null : document.getElementById(cellElementId(column));
}
