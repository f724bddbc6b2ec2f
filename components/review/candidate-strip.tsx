"use client";
import { useTranslations } from "next-intl";
import { pictureSrc } from "#components/images/image-answers.ts";
import { cn } from "#components/ui/class-names.ts";
import { Kbd } from "#components/ui/kbd.tsx";

export interface CandidateStripProps {
  assetIds: readonly string[];
  chosenId: string;
  /** Whether digits choose; single keys may be off. */
  hasKeys: boolean;
  onChoose: (assetId: string) => void;
}

/** Pictures that were drawn together, each with the digit that chooses it. */
export function CandidateStrip({ assetIds, chosenId, hasKeys, onChoose }: CandidateStripProps) {
  const t = useTranslations("review.candidates");
  return (
    <fieldset aria-label={t("label")} className="mb-2 flex flex-wrap gap-2">
      {assetIds.map((id, place) => (
        <button
          key={id}
          type="button"
          aria-pressed={id === chosenId}
          onClick={() => onChoose(id)}
          className={cn(
            "flex flex-col items-center gap-1 rounded-md border p-1 text-xs",
            id === chosenId ? "border-accent bg-accent-soft" : "border-line hover:bg-hover",
          )}
        >
          {/* biome-ignore lint/performance/noImgElement: the API makes the copy that fits */}
          <img
            src={pictureSrc(id, 320)}
            alt={t("one", { number: place + 1 })}
            className="size-20 rounded-sm bg-sunken object-contain"
          />
          {hasKeys ? <Kbd>{String(place + 1)}</Kbd> : place + 1}
        </button>
      ))}
    </fieldset>
  );
}
