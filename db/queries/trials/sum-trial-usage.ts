import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { findTrialsOf } from "./trials.ts";

const TRIALS_LOOKED_AT = 5;

/** The tokens that the latest trials of a version on a model and a dataset took; `null` when there was none. */
export async function sumTrialUsage(
  tx: Db,
  of: { datasetId: string; templateVersionId: string; modelId: string },
): Promise<{ inputTokens: number; cachedInputTokens: number; outputTokens: number } | null> {
  const trials = await findTrialsOf(tx, of, TRIALS_LOOKED_AT);
  if (trials.length === 0) return null;
  const ids = `{${trials.map(({ id }) => id).join(",")}}`;
  const [sum] = await tx.execute<{ input: number; cached: number; output: number }>(sql`
    select coalesce(sum(input_tokens), 0)::float8 as input, coalesce(sum(cached_input_tokens), 0)::float8 as cached,
      coalesce(sum(output_tokens), 0)::float8 as output
    from attempts where run_id = any(${ids}::uuid[]) and model_id = ${of.modelId}
      and template_version_id = ${of.templateVersionId} and kind = 'settled'`);
  if (!sum || sum.input === 0) return null;
  return { inputTokens: sum.input, cachedInputTokens: sum.cached, outputTokens: sum.output };
}
