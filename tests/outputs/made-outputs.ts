import { sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { markToIndex } from "#db/queries/outputs/terms.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { type SeedOptions, seedBatch } from "../review/seed-batch.ts";

/** A finished batch with these titles, which the index is told of as it is of outputs that were just made. */
export async function madeOutputs(
  launchedBy: Actor,
  titles: readonly string[],
  options: Partial<SeedOptions> = {},
): Promise<string> {
  const all = JSON.stringify(titles);
  const batchId = await seedBatch({
    launchedBy,
    items: titles.length,
    outputs: [{ name: "title", type: "text", description: "", required: true }],
    output: sql`jsonb_build_object('title', ${all}::jsonb -> (n - 1))`,
    ...options,
  });
  await markToIndex(
    db(),
    titles.map((_, seq) => ({ batchId, seq })),
  );
  return batchId;
}
