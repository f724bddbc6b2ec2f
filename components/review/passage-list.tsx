import { cn } from "#components/ui/class-names.ts";
import type { Passage } from "#lib/review/sources-of.ts";
import { textLanguage } from "./text-language.ts";
import { passageElementId } from "./use-source-links.ts";

/** A longer one is opened by who wants to read it. */
const SHOWN_AT_ONCE = 400;

/** The passages an output was written from: where each stands, and what it says; what is in focus highlighted. */
export function PassageList({
  passages,
  active,
}: {
  passages: readonly Passage[];
  /** The one in focus, by its place. */
  active: number | null;
}) {
  return (
    <ol className="divide-y divide-line">
      {passages.map(({ text, document, section }, place) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: passages keep their places
          key={place}
          id={passageElementId(place)}
          aria-current={place === active ? "true" : undefined}
          className={cn(
            "border-s-2 border-s-transparent px-4 py-1.5",
            place === active && "border-s-accent bg-accent-soft/40",
          )}
        >
          <details open={text.length <= SHOWN_AT_ONCE}>
            <summary className="min-h-6 cursor-pointer break-words text-muted">
              {document}
              {section === "" ? null : <span className="text-faint"> · {section}</span>}
            </summary>
            <p lang={textLanguage(text)} className="whitespace-pre-wrap break-words">
              {text}
            </p>
          </details>
        </li>
      ))}
    </ol>
  );
}
