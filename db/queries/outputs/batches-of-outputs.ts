import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";

/** The run behind outputs, as far as a list of them tells it. */
export interface BatchOfOutputs {
  id: string;
  name: string;
  currency: string;
  simulated: boolean;
  templateId: string;
  templateName: string;
  versionNumber: number | null;
  /** Names of the template's output fields, in their order. */
  fields: string[];
  /** Whether the template asks for checks. */
  hasChecks: boolean;
  reviewPlan: { blind?: boolean };
  reviewSeed: number;
}

/** The runs behind outputs, by their id. */
export async function readBatchesOfOutputs(
  tx: Db,
  batchIds: readonly string[],
): Promise<Map<string, BatchOfOutputs>> {
  if (batchIds.length === 0) return new Map();
  const rows = await tx.execute<BatchOfOutputs & Record<string, unknown>>(sql`
    select b.id, b.name, b.currency, b.simulated, t.id as "templateId", t.name as "templateName",
      v.number as "versionNumber", v.checks <> '[]' as "hasChecks", b.review_plan as "reviewPlan", b.review_seed as "reviewSeed",
      (select coalesce(jsonb_agg(field -> 'name'), '[]') from jsonb_array_elements(v.outputs) field) as fields
    from batches b join template_versions v on v.id = b.template_version_id join templates t on t.id = b.template_id
    where b.id in ${[...new Set(batchIds)]}`);
  return new Map(rows.map((row) => [row.id, row]));
}
