import Big from "big.js";
import { LEDGER_SCALE, subtractAmounts, sumAmounts } from "#lib/money.ts";
import { shapleyValues } from "./shapley-values.ts";

/** Why two periods cost differently, in the order they are told. */
export const COST_CAUSES = [
  "volume",
  "price",
  "length",
  "retries",
  "mix",
  "regeneration",
  "trials",
  "other",
] as const;

export type CostCause = (typeof COST_CAUSES)[number];

/** What calls are paid by. */
const METERED = ["input", "output", "pictures"] as const;

type Metered = (typeof METERED)[number];

/**
 * What a billed call was: the first one for a step of an item of a batch, another one for the same step, one that made
 * an output anew, one of a trial, or any other.
 */
export type CallRole = "first" | "retry" | "regeneration" | "trial" | "other";

/** The billed calls of one model in one role. */
export interface PaidCalls {
  modelId: string;
  role: CallRole;
  calls: number;
  /** Tokens and pictures. */
  used: Record<Metered, number>;
  /** What of the cost each of them is, at the prices paid; "0" where none was used. What they leave has no price. */
  paid: Record<Metered, string>;
  /** By the ledger. */
  cost: string;
}

/** What was billed in a period. */
export interface PaidPeriod {
  /** Items of batches whose first call was billed. */
  items: number;
  groups: readonly PaidCalls[];
}

export type CostParts = Record<CostCause, string>;

/** What costs before and now differ by, split by cause to the last digit. */
export interface CostDifference {
  before: string;
  now: string;
  difference: string;
  /** Add up to `difference`. */
  parts: CostParts;
  /** The same of each model; their parts add up to those of the whole. The largest difference first. */
  models: ModelDifference[];
}

export interface ModelDifference {
  modelId: string;
  before: string;
  now: string;
  difference: string;
  parts: CostParts;
}

/** Digits that quotients keep while they are reckoned with: far more than the ledger's. */
const Precise = Big();
Precise.DP = 30;
const ZERO = new Precise(0);
const ONE = new Precise(1);

const FACTORED_ROLES = ["first", "retry", "regeneration"] as const;

type FactoredRole = (typeof FACTORED_ROLES)[number];

/** The cause that a role's calls per item stand for. */
const CAUSE_OF_RATE = {
  first: "mix",
  retry: "retries",
  regeneration: "regeneration",
} as const satisfies Record<FactoredRole, CostCause>;

/**
 * Splits what two periods cost differently by its causes. The cost of a batch's calls in each role, by model, is
 *
 *     items × calls per item × share of the model × Σ (used per call × price)     over input, output and pictures
 *
 * and each of these five factors is given its Shapley value: the mean of what the cost changes by when the factor goes
 * from its value before to its value now, over all 120 orders in which the five can (J. Sun, "Changes in energy
 * consumption and energy intensity: a complete decomposition model", Energy Economics 20, 1998; J. Albrecht et al.,
 * "A Shapley decomposition of carbon emissions without residuals", Energy Policy 30, 2002). So no order is favoured,
 * nothing is left over, and swapping the periods negates every part. The causes:
 *
 * - `volume`: items. `price`: what a token or picture cost on average: price lists, the discount of providers' batches,
 *   cached input. `length`: tokens and pictures a call.
 * - `retries`: further calls per item for a step that had one (repairs, answers cut off, items tried again).
 *   `regeneration`: calls per item that made an output anew.
 * - `mix`: the share of each model in the calls of a role, and first calls per item, which are as many as a chain has
 *   steps. A model that is in one period only has no price and no length to compare: it is mix, but for what more or
 *   fewer items alone make of it.
 * - `trials`: what trials cost. `other`: calls that make no output, and what is billed beyond usage × price.
 *
 * A factor that a period has no value of, such as the price of calls that it did not make, is taken to be what it is in
 * the other period. Amounts are rounded to the ledger's scale; what that leaves of a model's difference, a few units of
 * the twelfth decimal at most, goes to the largest of its parts.
 */
export function explainDifference(before: PaidPeriod, now: PaidPeriod): CostDifference {
  const periods = [before, now] as const;
  const parts = new Map<string, Record<CostCause, Big>>();
  for (const { modelId } of [...before.groups, ...now.groups]) parts.set(modelId, noParts());
  for (const role of FACTORED_ROLES) addFactoredParts(parts, role, periods);
  addWholeParts(parts, before, -1);
  addWholeParts(parts, now, 1);

  const models = [...parts].map(([modelId, exact]) => modelDifference(modelId, exact, periods));
  models.sort(
    (a, b) =>
      new Big(b.difference).abs().cmp(new Big(a.difference).abs()) || (a.modelId < b.modelId ? -1 : 1),
  );
  const total = (amountOf: (model: ModelDifference) => string) => sumAmounts(models.map(amountOf));
  return {
    before: total((model) => model.before),
    now: total((model) => model.now),
    difference: total((model) => model.difference),
    parts: partsBy((cause) => total((model) => model.parts[cause])),
    models,
  };
}

/** The figures of a period that its parts are told with. */
export interface PaidCounts {
  items: number;
  /** By the role of a call. */
  calls: Record<CallRole, number>;
  /** Input and output tokens of a first call, on average; `null` without one. */
  tokensPerCall: number | null;
}

/** Counts what was billed in a period. */
export function countPaid({ items, groups }: PaidPeriod): PaidCounts {
  const calls = { first: 0, retry: 0, regeneration: 0, trial: 0, other: 0 };
  let tokens = 0;
  for (const group of groups) {
    calls[group.role] += group.calls;
    if (group.role === "first") tokens += group.used.input + group.used.output;
  }
  return { items, calls, tokensPerCall: calls.first > 0 ? tokens / calls.first : null };
}

/** A pair of values: before, now. */
type Pair<Value> = readonly [Value, Value];

function addFactoredParts(
  parts: ReadonlyMap<string, Record<CostCause, Big>>,
  role: FactoredRole,
  periods: Pair<PaidPeriod>,
): void {
  const groups = both(periods, (period) => byModel(period.groups.filter((group) => group.role === role)));
  const calls = both(groups, (ofPeriod) => callsOf([...ofPeriod.values()].flat()));
  const { items, rate } = itemsAndRate(
    both(periods, (period) => period.items),
    calls,
  );
  const rateCause = CAUSE_OF_RATE[role];
  for (const [modelId, exact] of parts) {
    const own = both(groups, (ofPeriod) => ofPeriod.get(modelId) ?? []);
    const ownCalls = both(own, callsOf);
    if (ownCalls[0] + ownCalls[1] === 0) continue;
    const share = known(quotientOf(ownCalls[0], calls[0]), quotientOf(ownCalls[1], calls[1]));
    const unit = unitCosts(own, ownCalls);
    const causes = ["volume", rateCause, "mix", "length", "price"] as const;
    const values = shapleyValues(
      causes.length,
      (changed) => {
        const at = (factor: number) => (changed >> factor) & 1;
        const ofItems = pick(items, at(0))
          .times(pick(rate, at(1)))
          .times(pick(share, at(2)));
        return ofItems.times(pick(pick(unit, at(3)), at(4)));
      },
      (sum, by) => new Precise(sum).div(by),
    );
    for (const [factor, cause] of causes.entries()) exact[cause] = exact[cause].plus(values[factor] ?? ZERO);
  }
}

/**
 * Items, and a role's calls per item. Where a period has no items there is no rate: it is that of the other one, unless
 * there were calls all the same (for items made earlier) — these are then compared as such, and not with items.
 */
function itemsAndRate(items: Pair<number>, calls: Pair<number>): { items: Pair<Big>; rate: Pair<Big> } {
  const isPerItem = both([0, 1] as const, (at) => items[at] > 0 || calls[at] === 0);
  if (!isPerItem[0] || !isPerItem[1] || (items[0] === 0 && items[1] === 0))
    return { items: [ONE, ONE], rate: both(calls, (count) => new Precise(count)) };
  return {
    items: both(items, (count) => new Precise(count)),
    rate: known(quotientOf(calls[0], items[0]), quotientOf(calls[1], items[1])),
  };
}

/** What a call costs: by whose length, by whose price. */
function unitCosts(own: Pair<readonly PaidCalls[]>, calls: Pair<number>): Pair<Pair<Big>> {
  const costs: [[Big, Big], [Big, Big]] = [
    [ZERO, ZERO],
    [ZERO, ZERO],
  ];
  for (const what of METERED) {
    const used = both(own, (groups) => groups.reduce((sum, group) => sum + group.used[what], 0));
    if (used[0] + used[1] === 0) continue;
    const paid = both(own, (groups) => sumAmounts(groups.map((group) => group.paid[what])));
    const length = known(quotientOf(used[0], calls[0]), quotientOf(used[1], calls[1]));
    const price = known(quotientOf(paid[0], used[0]), quotientOf(paid[1], used[1]));
    for (const ofLength of [0, 1] as const)
      for (const ofPrice of [0, 1] as const)
        costs[ofLength][ofPrice] = costs[ofLength][ofPrice].plus(length[ofLength].times(price[ofPrice]));
  }
  return costs;
}

/** Adds what is not split any further: all of what trials and other calls cost, of the rest what no usage explains. */
function addWholeParts(
  parts: ReadonlyMap<string, Record<CostCause, Big>>,
  { groups }: PaidPeriod,
  sign: 1 | -1,
): void {
  for (const group of groups) {
    const exact = parts.get(group.modelId);
    if (!exact) continue;
    const cause = group.role === "trial" ? "trials" : "other";
    const isWhole = group.role === "trial" || group.role === "other";
    const amount = isWhole
      ? group.cost
      : subtractAmounts(group.cost, sumAmounts(METERED.map((what) => group.paid[what])));
    exact[cause] = exact[cause].plus(new Precise(amount).times(sign));
  }
}

function modelDifference(
  modelId: string,
  exact: Record<CostCause, Big>,
  periods: Pair<PaidPeriod>,
): ModelDifference {
  const [before, now] = both(periods, ({ groups }) =>
    sumAmounts(groups.filter((group) => group.modelId === modelId).map((group) => group.cost)),
  );
  const difference = subtractAmounts(now, before);
  const rounded = partsBy((cause) => amountOf(exact[cause].round(LEDGER_SCALE, Big.roundHalfUp)));
  const rest = subtractAmounts(difference, sumAmounts(Object.values(rounded)));
  const largest = COST_CAUSES.reduce((most, cause) =>
    new Big(rounded[cause]).abs().gt(new Big(rounded[most]).abs()) ? cause : most,
  );
  const parts = { ...rounded, [largest]: sumAmounts([rounded[largest], rest]) };
  return { modelId, before, now, difference, parts };
}

function noParts(): Record<CostCause, Big> {
  return partsBy(() => ZERO);
}

function partsBy<Value>(amountFor: (cause: CostCause) => Value): Record<CostCause, Value> {
  return Object.fromEntries(COST_CAUSES.map((cause) => [cause, amountFor(cause)])) as Record<
    CostCause,
    Value
  >;
}

function byModel(groups: readonly PaidCalls[]): Map<string, PaidCalls[]> {
  return Map.groupBy(groups, (group) => group.modelId);
}

function callsOf(groups: readonly PaidCalls[]): number {
  return groups.reduce((sum, group) => sum + group.calls, 0);
}

function both<From, To>([before, now]: Pair<From>, map: (one: From) => To): Pair<To> {
  return [map(before), map(now)];
}

function pick<Value>(pair: Pair<Value>, at: number): Value {
  return at === 0 ? pair[0] : pair[1];
}

/** `null` where there is nothing to divide by. */
function quotientOf(amount: number | string, by: number): Big | null {
  return by === 0 ? null : new Precise(amount).div(by);
}

/** Each of the two, the other one in place of one that there is not. */
function known(before: Big | null, now: Big | null): Pair<Big> {
  return [before ?? now ?? ZERO, now ?? before ?? ZERO];
}

function amountOf(exact: Big): string {
  return sumAmounts([exact.toFixed()]);
}
