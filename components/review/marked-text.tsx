"use client";
import { cn } from "#components/ui/class-names.ts";
import type { TextMark } from "./text-marks.ts";
import { markElementId, type SourceLinks } from "./use-source-links.ts";

export interface MarkedTextProps extends Pick<SourceLinks, "active" | "onPoint" | "onFollow"> {
  text: string;
  /** In order, never overlapping. */
  marks: readonly TextMark[];
  /** Which side this is: a mark leads to the other one. */
  side: "source" | "output";
}

const TONES: Record<TextMark["tone"], string> = {
  stated: "decoration-2 decoration-success",
  unstated: "decoration-1 decoration-warning decoration-wavy",
  warn: "bg-warning-soft text-warning-text decoration-2 decoration-warning decoration-wavy",
  block: "bg-danger-soft text-danger-text decoration-2 decoration-danger decoration-wavy",
};

/**
 * Text with its facts underlined and linked to where the source states them, and what is claimed without it flagged and linked
 * to what the source says instead; findings of checks by how grave they are. Whatever is in it stays text.
 */
export function MarkedText({ text, marks, side, ...links }: MarkedTextProps) {
  const parts: React.ReactNode[] = [];
  let at = 0;
  for (const mark of marks) {
    parts.push(text.slice(at, mark.from));
    parts.push(
      <Mark key={mark.from} mark={mark} words={text.slice(mark.from, mark.to)} side={side} {...links} />,
    );
    at = mark.to;
  }
  parts.push(text.slice(at));
  return (
    <bdi dir="auto" className="whitespace-pre-wrap break-words">
      {parts}
    </bdi>
  );
}

type MarkProps = Omit<MarkedTextProps, "text" | "marks"> & { mark: TextMark; words: string };

function Mark({ mark: { tone, linkId, reason }, words, side, active, onPoint, onFollow }: MarkProps) {
  const isActive = linkId !== null && active === linkId;
  const look = cn(
    "rounded-sm underline underline-offset-3",
    TONES[tone],
    isActive &&
      (tone === "stated" ? "bg-success-soft text-success-text" : "bg-warning-soft text-warning-text"),
  );
  const said = reason ? <span className="sr-only"> ({reason})</span> : null;
  const title = reason || undefined;
  if (linkId === null)
    return (
      <mark className={cn("bg-transparent text-inherit", look)} title={title}>
        {words}
        {said}
      </mark>
    );
  const other = side === "output" ? "source" : "output";
  return (
    <a
      id={markElementId(side, linkId)}
      href={`#${markElementId(other, linkId)}`}
      title={title}
      onClick={(event) => {
        event.preventDefault();
        onFollow(linkId, other);
      }}
      onMouseEnter={() => onPoint(linkId)}
      onMouseLeave={() => onPoint(null)}
      onFocus={() => onPoint(linkId)}
      onBlur={() => onPoint(null)}
      className={look}
    >
      {words}
      {said}
    </a>
  );
}
