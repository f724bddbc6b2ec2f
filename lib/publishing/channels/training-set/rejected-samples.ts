import type { Db } from "#db/client.ts";
import { readRejectedRows } from "#db/queries/publishing/rejected-rows.ts";
import { itemId } from "#lib/batches/item-id.ts";
import { mapItem } from "../../mapping/map-item.ts";
import type { ForecastOf } from "../channel.ts";
import { NearDuplicatesOut } from "./near-duplicates-out.ts";
import { splitOfBatch } from "./part-of-item.ts";
import { namedCells } from "./personal-data-in.ts";
import { type Prepared, preparedOf } from "./prepare-items.ts";
import type { TrainingSettings } from "./training-settings.ts";

const PAGE_ITEMS = 500;

/**
 * The rows of a batch whose outputs stand rejected, as samples, in order. No publication holds a rejected output, so that
 * each has all of them that there were at its cut-off.
 */
export async function* rejectedSamples(
  tx: Db,
  of: ForecastOf & { until: Date | null },
  settings: TrainingSettings,
): AsyncGenerator<Prepared> {
  const split = await splitOfBatch(tx, of.batchId);
  const nearDuplicates = await NearDuplicatesOut.open(settings, null);
  try {
    for (let afterSeq = -1; ; ) {
      const page = await readRejectedRows(tx, of, afterSeq, PAGE_ITEMS);
      for (const { seq, language, output, source, reason } of page) {
        const id = itemId(of.batchId, seq);
        const row = source ?? {};
        const named = mapItem({ itemId: id, language, source: row, output: output ?? {} }, of.terms);
        if (!named.ok) {
          yield { problem: { code: named.refusal.code } };
          continue;
        }
        const { key } = named.value;
        const sample = { key, language, row, label: "rejected" as const, reason };
        const prepared = preparedOf(
          { key, language, source: row },
          { examples: [sample], isVerified: true, texts: [namedCells(row)], compared: row },
          { ...settings, split },
        );
        yield* await nearDuplicates.outOf(tx, [{ itemId: id, key, language }], [prepared]);
      }
      const last = page.at(-1);
      if (!last || page.length < PAGE_ITEMS) return;
      afterSeq = last.seq;
    }
  } finally {
    nearDuplicates.close();
  }
}
