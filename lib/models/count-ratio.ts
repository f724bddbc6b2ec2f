import { db } from "#db/client.ts";
import { raiseCountRatio } from "#db/queries/models.ts";
import { log } from "#lib/observability/log.ts";
import type { CallableModel } from "./callable-model.ts";
import type { CallOutcome } from "./endpoints/call-outcome.ts";

/** Room for what our count of a prompt and the provider's may differ by, until the provider's is known. */
const FIRST_RATIO = 1.1;
/** Room above the highest count seen: prompts differ a little, and what rises with every call is written with each. */
const ROOM = 1.05;
/** Nobody counts as many tokens for one of ours: such a report is a slip, and would make a model too dear to call. */
const SLIP = 1_000;

// The newest this process has seen, however many copies of this module bundling makes.
const holder = globalThis as typeof globalThis & { pressworkCountRatios?: Map<string, number> };
holder.pressworkCountRatios ??= new Map();
const ratios = holder.pressworkCountRatios;

/** How many tokens a model's provider may count for one of ours, by the highest count ever seen. */
export function countRatioOf({ id, countRatio }: Pick<CallableModel, "id" | "countRatio">): number {
  return Math.max(FIRST_RATIO, countRatio ?? 0, ratios.get(id) ?? 0);
}

/**
 * What the ratio becomes where a provider counted `billed` for a prompt that we `counted`; `null` where the call
 * fitted into it, or the report is none to go by.
 */
export function raisedRatio(ratio: number, counted: number, billed: number): number | null {
  if (counted <= 0 || billed <= Math.ceil(counted * ratio) || billed > counted * SLIP) return null;
  return (billed / counted) * ROOM;
}

/**
 * Learns from how a call ended whose prompt we `counted`. A higher ratio holds in this process at once; what it
 * returns is done when all others know, which is rare, never fails, and need not be waited for.
 */
export async function learnCount(
  model: Pick<CallableModel, "id" | "countRatio">,
  counted: number,
  outcome: CallOutcome<unknown>,
): Promise<void> {
  if (outcome.kind !== "answered" || outcome.cached || outcome.usageSource !== "reported") return;
  const { inputTokens } = outcome.usage;
  const raised = raisedRatio(countRatioOf(model), counted, inputTokens);
  if (raised === null) return;
  ratios.set(model.id, raised);
  try {
    await raiseCountRatio(db(), model.id, raised);
    log.info({ modelId: model.id, ratio: raised }, "a provider counts more tokens than were reserved");
  } catch (err) {
    log.warn({ err, modelId: model.id }, "how a provider counts could not be kept");
  }
}
