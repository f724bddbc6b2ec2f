import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { chargeBudgets, findBudgetsOf, type PaidSum, reserveOnBudgets } from "#db/queries/spend/budgets.ts";
import { askedModels } from "./language-model.ts";

/** What a wish to reserve for one call gave. */
export type ReservedCall =
  | { kind: "reserved" }
  /** The batch is paused. */
  | { kind: "left" }
  /** `budget` lacks the money, `null`: the cap does; `inFlight`: some may come back. */
  | { kind: "unfunded"; budget: string | null; inFlight: boolean };

/**
 * Promises an amount for one call on a batch's cap and on every budget above it, whether its items are still being made or
 * all ended. The budgets are kept with the batch, as those of its chunks' calls are.
 */
export async function reserveOneCall(tx: Db, batchId: string, amount: string): Promise<ReservedCall> {
  const [batch] = await tx.execute<{
    state: string;
    fits: boolean;
    inFlight: boolean;
    budgetIds: string[];
    currency: string;
    templateId: string;
    modelIds: string[];
    memberId: string;
  }>(sql`
    select state, cap - spent - unknown_spend - reserved >= ${amount}::numeric as fits, reserved > 0 as "inFlight",
      budget_ids::text[] as "budgetIds", currency, template_id as "templateId", launched_by as "memberId",
      array_remove(${askedModels(sql`batches`)}, null)::text[] as "modelIds"
    from batches where id = ${batchId} for update`);
  if (!batch || batch.state === "paused") return { kind: "left" };
  const { fits, inFlight, budgetIds, ...spender } = batch;
  if (!fits) return { kind: "unfunded", budget: null, inFlight };
  const above = (await findBudgetsOf(tx, spender)).map(({ id }) => id);
  // What is promised is given back where it was taken: other budgets wait until all of it is settled.
  if (inFlight && !isSame(above, budgetIds)) return { kind: "unfunded", budget: null, inFlight };
  const reserved = await reserveOnBudgets(tx, spender, amount);
  if (!reserved.granted) return { kind: "unfunded", budget: reserved.budget, inFlight: reserved.inFlight };
  await tx.execute(sql`
    update batches set reserved = reserved + ${amount}::numeric, budget_ids = ${`{${reserved.budgetIds.join(",")}}`}::uuid[]
    where id = ${batchId}`);
  return { kind: "reserved" };
}

/** What calls did to a batch's money and counters. */
export interface ClosedSum {
  reserved: string;
  spent: string;
  unknown: string;
  inputTokens: number;
  outputTokens: number;
}

/**
 * Settles what was promised for calls on their batch and on the budgets above it. @param paid what was entered in the
 * ledger for them, in the same transaction and before this.
 */
export async function closeOneCall(
  tx: Db,
  batchId: string,
  { reserved, spent, unknown, inputTokens, outputTokens }: ClosedSum,
  paid: readonly PaidSum[],
): Promise<void> {
  // The counters before the batch, as results are written and decisions made.
  await tx.execute(sql`
    update batch_counters set input_tokens = input_tokens + ${inputTokens}, output_tokens = output_tokens + ${outputTokens}
    where batch_id = ${batchId} and slot = 0`);
  const [batch] = await tx.execute<{ budgetIds: string[] }>(sql`
    update batches set reserved = reserved - ${reserved}::numeric, spent = spent + ${spent}::numeric,
      unknown_spend = unknown_spend + ${unknown}::numeric
    where id = ${batchId} returning budget_ids::text[] as "budgetIds"`);
  await chargeBudgets(tx, paid, batch && { budgetIds: batch.budgetIds, amount: reserved });
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id) => other.includes(id));
}
