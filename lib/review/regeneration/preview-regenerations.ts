import type { Db } from "#db/client.ts";
import { findPriceAt } from "#db/queries/models.ts";
import { type RegenerationFacts, readRegenerationFacts } from "#db/queries/review/regeneration-facts.ts";
import type { Actor } from "#lib/auth/actor.ts";
import type { Price } from "#lib/models/price.ts";
import { readPrice } from "#lib/models/read-price.ts";
import { compareAmounts, type Money, money, sumAmounts } from "#lib/money.ts";
import { estimateRegenerations, leftUnderCap } from "./estimate-regenerations.ts";

/** What making outputs of one batch anew would cost. */
export interface BatchEstimate {
  batchId: string;
  name: string;
  count: number;
  /** `null` where nothing tells: none of them took a call, or its model has no price any more. */
  expected: Money | null;
  /** What calls may still cost under its cap: more is never spent. */
  left: Money;
  exceedsCap: boolean;
}

/** What making outputs anew would cost, before anybody asks for it. */
export interface RegenerationPreview {
  /** Those that would be made anew. */
  count: number;
  /** Of what is known, by currency. */
  expected: Money[];
  /** Outputs of which nothing tells what they would cost. */
  unknown: number;
  /** Outputs of batches that the actor launched: others decide on them. */
  ofOwn: number;
  /** Those with the most outputs first; so many at most. */
  batches: BatchEstimate[];
}

const BATCHES_TOLD = 20;

/** Reckons what it would cost to make outputs anew, by how many of each batch they are. */
export async function previewRegenerations(
  tx: Db,
  actor: Actor,
  countOf: ReadonlyMap<string, number>,
): Promise<RegenerationPreview> {
  const all = await readRegenerationFacts(tx, [...countOf.keys()]);
  const facts = all.filter(({ launchedBy }) => launchedBy !== actor.memberId);
  const prices = await readPrices(tx, facts);
  const batches = facts
    .map((one) => {
      const own = one.modelIds.map((modelId) => prices.get(modelId) ?? null);
      return toEstimate(one, countOf.get(one.id) ?? 0, own);
    })
    .sort((a, b) => b.count - a.count);
  const known = batches.flatMap(({ expected }) => expected ?? []);
  const byCurrency = Map.groupBy(known, ({ currency }) => currency);
  const count = sum(batches.map((one) => one.count));
  return {
    count,
    expected: [...byCurrency].map(([currency, amounts]) =>
      money(sumAmounts(amounts.map(({ amount }) => amount)), currency),
    ),
    unknown: sum(batches.filter(({ expected }) => expected === null).map((one) => one.count)),
    ofOwn: sum([...countOf.values()]) - count,
    batches: batches.slice(0, BATCHES_TOLD),
  };
}

async function readPrices(tx: Db, facts: readonly RegenerationFacts[]): Promise<ReadonlyMap<string, Price>> {
  const prices = new Map<string, Price>();
  for (const modelId of new Set(facts.flatMap((one) => one.modelIds))) {
    const found = await findPriceAt(tx, modelId, new Date());
    if (found) prices.set(modelId, readPrice(found));
  }
  return prices;
}

// Which of its languages they are of is not looked up: where these ask several models, the dearest is reckoned with.
function toEstimate(facts: RegenerationFacts, count: number, prices: (Price | null)[]): BatchEstimate {
  const { id, name, currency } = facts;
  const estimates = prices.map((price) =>
    estimateRegenerations(count, facts, price?.currency === currency ? price : null),
  );
  const known = estimates.flatMap((estimate) => estimate ?? []);
  const isKnown = known.length > 0 && known.length === estimates.length;
  const expected = isKnown ? known.reduce((most, one) => (compareAmounts(one, most) > 0 ? one : most)) : null;
  const left = leftUnderCap(facts);
  return {
    ...{ batchId: id, name, count },
    expected: expected === null ? null : money(expected, currency),
    left: money(left, currency),
    exceedsCap: expected !== null && compareAmounts(expected, left) > 0,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
