import type { Db } from "#db/client.ts";
import { db } from "#db/client.ts";
import {
  findStandingLike,
  hasPublishedOthers,
  keepTrainingFingerprints,
  type StandingLike,
} from "#db/queries/publishing/training-fingerprints.ts";
import { parseItemId } from "#lib/batches/item-id.ts";
import {
  bandKeys,
  type Fingerprint,
  fingerprintOf,
  likeness,
} from "#lib/checks/near-duplicates/fingerprint.ts";
import { percentOf } from "#lib/checks/near-duplicates/near-duplicate-verdict.ts";
import { foldText } from "#lib/folded-text.ts";
import { outputTexts } from "#lib/templates/output-text.ts";
import type { PublishedItem } from "../channel.ts";
import { LikenessIndex } from "./likeness-index.ts";
import type { Prepared } from "./prepare-items.ts";
import type { TrainingSettings } from "./training-settings.ts";

const KEPT_AT_ONCE = 500;

type Item = Pick<PublishedItem, "itemId" | "key" | "language">;
type Refused = Extract<Prepared, { problem: unknown }>;

/**
 * Leaves out of a training set what is too like something before it in the same language: of its own batch, or of what
 * stands in its channel from others. A product's own text of another batch is no reason: it stands there no more once
 * the new one does.
 */
export class NearDuplicatesOut {
  readonly #index: LikenessIndex;
  readonly #similarity: number;
  readonly #channelId: string | null;
  #hasOthers: boolean | null = null;

  private constructor(index: LikenessIndex, similarity: number, channelId: string | null) {
    this.#index = index;
    this.#similarity = similarity;
    this.#channelId = channelId;
  }

  /** @param channelId whose items of other batches count as well; `null`: only what is asked about. */
  static async open(
    { similarity }: Pick<TrainingSettings, "similarity">,
    channelId: string | null,
  ): Promise<NearDuplicatesOut> {
    return new NearDuplicatesOut(await LikenessIndex.open(), similarity, channelId);
  }

  /** Items of one batch as they were prepared, with a problem for each that is too like another; asked again it says the same. */
  async outOf(tx: Db, items: readonly Item[], prepared: readonly Prepared[]): Promise<Prepared[]> {
    const fingerprints = prepared.map((one) => ("problem" in one ? null : fingerprintOf(textsOf(one))));
    const standing = await this.#standing(tx, items, fingerprints);
    return prepared.map((one, place) => {
      const [item, fingerprint] = [items[place], fingerprints[place]];
      if (!item || !fingerprint) return one;
      return (
        this.#likeStanding(item, fingerprint, standing.get(place) ?? []) ??
        this.#likeEarlier(item, fingerprint) ??
        one
      );
    });
  }

  /** Keeps what a publication put into the channel of what was asked about, for those to come. */
  async keep(publicationId: string, signal: AbortSignal): Promise<void> {
    for (const page of this.#index.pages(KEPT_AT_ONCE)) {
      signal.throwIfAborted();
      const rows = page.map((one) => ({
        seq: parseItemId(one.name)?.seq ?? -1,
        signature: one.signature,
        bands: bandKeys(one, this.#scopeOf(one.language)),
      }));
      await keepTrainingFingerprints(db(), publicationId, rows);
    }
  }

  close(): void {
    this.#index.close();
  }

  async #standing(
    tx: Db,
    items: readonly Item[],
    fingerprints: readonly (Fingerprint | null)[],
  ): Promise<Map<number, StandingLike[]>> {
    const batchId = items[0] && parseItemId(items[0].itemId)?.batchId;
    if (!batchId || this.#channelId === null) return new Map();
    this.#hasOthers ??= await hasPublishedOthers(tx, { channelId: this.#channelId, batchId });
    if (!this.#hasOthers) return new Map();
    const probes = fingerprints.flatMap((fingerprint, number) =>
      fingerprint
        ? bandKeys(fingerprint, this.#scopeOf(items[number]?.language ?? "")).map((band) => ({
            number,
            band,
          }))
        : [],
    );
    return findStandingLike(tx, batchId, probes);
  }

  #likeStanding(
    { key }: Item,
    { signature }: Fingerprint,
    standing: readonly StandingLike[],
  ): Refused | null {
    for (const other of standing) {
      const percent = percentOf(likeness(signature, other.signature));
      if (other.key !== key && percent >= this.#similarity)
        return { problem: { code: "training_standing_duplicate", params: { percent, other: other.key } } };
    }
    return null;
  }

  #likeEarlier({ itemId, key, language }: Item, fingerprint: Fingerprint): Refused | null {
    const found = this.#index.find(fingerprint, { except: itemId, language, similarity: this.#similarity });
    if (!found) {
      this.#index.add({ name: itemId, label: key }, fingerprint, language);
      return null;
    }
    const { label, percent } = found;
    return { problem: { code: "training_near_duplicate", params: { percent, other: label } } };
  }

  #scopeOf(language: string): string {
    return `training ${this.#channelId} ${language}`;
  }
}

function textsOf({ compared }: Exclude<Prepared, Refused>) {
  return outputTexts(compared).map(({ text }) => ({ folded: foldText(text) }));
}
