"use client";
import { useTranslations } from "next-intl";
import { cn } from "#components/ui/class-names.ts";
import type { FactSpan } from "#lib/checks/match-facts.ts";

export interface FactLink {
  /** The fact in focus, on either side. */
  active: string | null;
  onActive: (factId: string | null) => void;
}

export interface MarkedTextProps extends FactLink {
  text: string;
  /** Spans of this text, in order. */
  spans: readonly Pick<FactSpan, "from" | "to" | "factId">[];
  /** Which side this is: a mark leads to the other one. */
  side: "source" | "output";
}

/** Text with its facts underlined and linked to where the source states them; unstated claims are marked softly. */
export function MarkedText({ text, spans, side, active, onActive }: MarkedTextProps) {
  const t = useTranslations("review.fact");
  const parts: React.ReactNode[] = [];
  let at = 0;
  for (const { from, to, factId } of spans) {
    if (from < at) continue;
    parts.push(text.slice(at, from));
    const words = text.slice(from, to);
    parts.push(
      factId === null ? (
        <span
          key={from}
          className="underline decoration-warning decoration-wavy decoration-1 underline-offset-3"
          title={t("unstated")}
        >
          {words}
          <span className="sr-only"> ({t("unstated")})</span>
        </span>
      ) : (
        <a
          key={from}
          id={`${side}-${factId}`}
          href={`#${side === "output" ? "source" : "output"}-${factId}`}
          onClick={(event) => {
            event.preventDefault();
            onActive(factId);
            const other = side === "output" ? "source" : "output";
            document.getElementById(`${other}-${factId}`)?.scrollIntoView({ block: "nearest" });
          }}
          onMouseEnter={() => onActive(factId)}
          onMouseLeave={() => onActive(null)}
          onFocus={() => onActive(factId)}
          onBlur={() => onActive(null)}
          className={cn(
            "rounded-sm underline decoration-2 decoration-success underline-offset-3",
            active === factId && "bg-success-soft text-success-text",
          )}
        >
          {words}
        </a>
      ),
    );
    at = to;
  }
  parts.push(text.slice(at));
  return <span className="whitespace-pre-wrap break-words">{parts}</span>;
}
