import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";

/** How many pictures of a report have one of these problems. */
export async function countPicked(tx: Db, reportId: string, problems: readonly string[]): Promise<number> {
  const [row] = await tx.execute<{ count: number }>(sql`
    select count(*)::int as count from image_report_rows r
    where r.report_id = ${reportId}::uuid and ${hasAny(problems)}`);
  return row?.count ?? 0;
}

function hasAny(problems: readonly string[]) {
  return sql`r.problems && array(select jsonb_array_elements_text(${JSON.stringify(problems)}::jsonb))`;
}
