import { type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { during } from "../spend/sum-spend.ts";
import type { QualityDimension, QualityRange } from "./sum-quality.ts";

/** So many outputs of which two people who did not know of each other said the same two things. */
export interface DoubleReviewSum {
  key: string;
  judgements: readonly ("good" | "bad")[];
  outputs: number;
}

/** Outputs with a known answer that were shown under one key, and how many were decided on as they should be. */
export interface ProbeSum {
  key: string;
  seen: number;
  caught: number;
}

const OF_BATCH: Record<Exclude<QualityDimension, "reviewer" | "language">, SQL> = {
  template: sql`b.template_id::text`,
  model: sql`b.model_id::text`,
};

/**
 * The outputs that two people have judged without knowing of each other, in the days of the second judgement; under each
 * of the two, where reviewers are told apart, and under one key without a dimension. An edit says that it was not good.
 */
export async function sumDoubleReviews(
  tx: Db,
  range: QualityRange,
  dimension: QualityDimension | null,
): Promise<DoubleReviewSum[]> {
  const { memberId } = range;
  const rows = await tx.execute<{ key: string; first: string; second: string; outputs: number }>(sql`
    select ${doubleKey(dimension)} as key, first, second, count(*)::int as outputs
    from double_reviews d join batches b on b.id = d.batch_id
      ${dimension === "reviewer" ? sql`cross join lateral unnest(array[first_by, second_by]) as reviewer(id)` : sql``}
    where outcome in ('agreed', 'differed') and ${during(range, sql`second_at`)}
      ${memberId ? sql`and ${memberId}::uuid in (first_by, second_by)` : sql``}
      ${memberId && dimension === "reviewer" ? sql`and reviewer.id = ${memberId}` : sql``}
    group by 1, 2, 3`);
  return rows.map(({ key, first, second, outputs }) => ({
    key,
    judgements: [first, second].map((judgement) => (judgement === "approve" ? "good" : "bad")),
    outputs,
  }));
}

function doubleKey(dimension: QualityDimension | null): SQL {
  switch (dimension) {
    case null:
      return sql`''`;
    case "reviewer":
      return sql`reviewer.id::text`;
    case "language":
      return sql`b.languages[1 + d.seq % cardinality(b.languages)]`;
    default:
      return OF_BATCH[dimension];
  }
}

/** The probes that were decided on in these days. */
export async function sumProbes(
  tx: Db,
  range: QualityRange,
  dimension: QualityDimension,
): Promise<ProbeSum[]> {
  const { memberId } = range;
  const rows = await tx.execute<{ key: string; seen: number; caught: number }>(sql`
    select ${probeKey(dimension)} as key, count(*)::int as seen, (count(*) filter (where caught))::int as caught
    from probes p join batches b on b.id = p.batch_id
    where ${during(range, sql`p.decided_at`)} ${memberId ? sql`and p.member_id = ${memberId}` : sql``}
    group by 1`);
  return [...rows];
}

function probeKey(dimension: QualityDimension): SQL {
  if (dimension === "reviewer") return sql`p.member_id::text`;
  return dimension === "language" ? sql`p.language` : OF_BATCH[dimension];
}
