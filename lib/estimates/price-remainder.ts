import type { MemoryHits } from "#lib/memory/count-hits.ts";
import type { CostPreview } from "./preview-cost.ts";
import { previewPart } from "./price-part.ts";

/** A run's cost and duration where some of its items need no call; what an item costs that does stays. */
export function priceRemainder(preview: CostPreview, hits: MemoryHits | null): CostPreview {
  if (!hits || hits.hits === 0 || preview.items === 0) return preview;
  return previewPart(preview, Math.max(0, 1 - hits.hits / preview.items));
}
