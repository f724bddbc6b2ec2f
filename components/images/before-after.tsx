import { cn } from "#components/ui/class-names.ts";
import { PictureSlider } from "./picture-slider.tsx";

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

/** A picture, and what is being tried on it, in a box of its own. */
export function BeforeAfter({ aspect, ...pictures }: BeforeAfterProps) {
  return (
    <div
      className={cn(
        pictures.isClear ? "chequered" : "bg-sunken",
        "relative mx-auto max-h-[70vh] w-full min-w-0 overflow-hidden rounded-lg border border-line",
      )}
      style={{ aspectRatio: aspect, maxWidth: `calc(70vh * ${aspect})` }}
    >
      <PictureSlider {...pictures} />
    </div>
  );
}
