import { inArray, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { type PaceState, paceColumns } from "#db/queries/pacing.ts";
import { batches } from "#db/schema/batches.ts";
import type { BatchRow } from "./batches.ts";
import { askedModels } from "./language-model.ts";

/** What a worker must notice soon: whether its batches still run and when, and the pace of their models. */
export interface BatchWatch {
  batches: Map<string, Pick<BatchRow, "state" | "offPeak">>;
  paces: Map<string, PaceState>;
}

/** Looks at batches that a process works on, all in one statement. */
export async function watchBatches(tx: Db, ids: string[]): Promise<BatchWatch> {
  const rows = await tx.execute<
    { id: string; modelId: string | null } & Pick<BatchRow, "state" | "offPeak"> & {
        [Key in keyof PaceState]: PaceState[Key];
      }
  >(sql`
    select batches.id, batches.state, batches.off_peak as "offPeak", m.id as "modelId", ${paceColumns}
    from batches
      left join models m on m.id = any(${askedModels(sql`batches`)})
      left join model_pacing p on p.model_id = m.id
    where ${inArray(batches.id, ids)}`);
  return {
    batches: new Map(rows.map(({ id, state, offPeak }) => [id, { state, offPeak }])),
    paces: new Map(
      // A batch that asks no model has no pace to keep.
      rows.flatMap(({ modelId, rpm, tpm, concurrency, closedMs, fullMs, outage }) =>
        modelId === null ? [] : [[modelId, { rpm, tpm, concurrency, closedMs, fullMs, outage }] as const],
      ),
    ),
  };
}
