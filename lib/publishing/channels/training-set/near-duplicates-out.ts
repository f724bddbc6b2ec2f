import { fingerprintOf } from "#lib/checks/near-duplicates/fingerprint.ts";
import { foldText } from "#lib/folded-text.ts";
import { outputTexts } from "#lib/templates/output-text.ts";
import type { PublishedItem } from "../channel.ts";
import type { LikenessIndex } from "./likeness-index.ts";
import type { Prepared } from "./prepare-items.ts";
import type { TrainingSettings } from "./training-settings.ts";

/** The problem of what is too like something before it in the same language, which is kept otherwise; `null` for the others. */
export function tooLike(
  index: LikenessIndex,
  { itemId, key, language }: Pick<PublishedItem, "itemId" | "key" | "language">,
  prepared: Prepared,
  { similarity }: Pick<TrainingSettings, "similarity">,
): Extract<Prepared, { problem: unknown }> | null {
  if ("problem" in prepared) return null;
  const texts = outputTexts(prepared.compared).map(({ text }) => ({ folded: foldText(text) }));
  const fingerprint = fingerprintOf(texts);
  if (!fingerprint) return null;
  const found = index.find(fingerprint, { except: itemId, language, similarity });
  if (!found) {
    index.add({ name: itemId, label: key }, fingerprint, language);
    return null;
  }
  const { label, percent } = found;
  return { problem: { code: "training_near_duplicate", params: { percent, other: label } } };
}
