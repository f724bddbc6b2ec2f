import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { auditLog } from "#db/schema/auth.ts";

/** A correction of a row: the columns that it changed, before and after. */
export interface RowCorrection {
  at: Date;
  by: string;
  before: Record<string, string>;
  after: Record<string, string>;
}

/** The corrections of a dataset's row, oldest first, as the audit log tells of them. */
export async function readRowCorrections(
  tx: Db,
  datasetId: string,
  rowNumber: number,
): Promise<RowCorrection[]> {
  const rows = await tx
    .select({ at: auditLog.at, by: auditLog.actorName, before: auditLog.before, after: auditLog.after })
    .from(auditLog)
    .where(
      and(
        eq(auditLog.targetType, "dataset"),
        eq(auditLog.targetId, datasetId),
        eq(auditLog.action, "datasets.correct"),
        sql`(${auditLog.after} ->> 'row')::int = ${rowNumber}`,
      ),
    )
    .orderBy(asc(auditLog.id));
  return rows.map(({ at, by, before, after }) => ({
    at,
    by,
    before: valuesOf(before),
    after: valuesOf(after),
  }));
}

/** The corrections of these rows of a dataset, oldest first, by row. */
export async function readCorrectionsOf(
  tx: Db,
  datasetId: string,
  rowNumbers: readonly number[],
): Promise<Map<number, Pick<RowCorrection, "at" | "before">[]>> {
  const rowNumber = sql<number>`(${auditLog.after} ->> 'row')::int`;
  const rows = await tx
    .select({ rowNumber, at: auditLog.at, before: auditLog.before })
    .from(auditLog)
    .where(
      and(
        eq(auditLog.targetType, "dataset"),
        eq(auditLog.targetId, datasetId),
        eq(auditLog.action, "datasets.correct"),
        inArray(rowNumber, [...rowNumbers]),
      ),
    )
    .orderBy(asc(auditLog.id));
  const corrections = rows.map(({ before, ...row }) => ({ ...row, before: valuesOf(before) }));
  return Map.groupBy(corrections, (row) => row.rowNumber);
}

function valuesOf(side: unknown): Record<string, string> {
  return (side as { values?: Record<string, string> } | null)?.values ?? {};
}
