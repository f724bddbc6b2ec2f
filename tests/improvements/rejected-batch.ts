import { eq, sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { batches, outputVersions } from "#db/schema/batches.ts";
import { reviewDecisions } from "#db/schema/review.ts";
import { templateVersions } from "#db/schema/templates.ts";
import { newId } from "#lib/new-id.ts";
import { type MaterialOptions, makeMaterials, operator } from "#tests/batches/batch-fixture.ts";

export interface RejectedBatch {
  templateId: string;
  draftId: string;
  modelId: string;
  batchId: string;
}

/** What is done with the items of a batch, in their order; the rest waits. */
export type Done =
  | { do: "reject"; reason: string; route?: "regenerate" | "fix-source"; note?: string }
  | { do: "edit"; to: string }
  | { do: "approve" };

/** A template with a draft like its one version, and a batch of it whose items are called "Item 0" and on, decided on. */
export async function makeRejectedBatch(
  options: MaterialOptions,
  done: readonly Done[],
): Promise<RejectedBatch> {
  const materials = await makeMaterials({ rows: done.length, ...options });
  const { datasetId, templateVersionId, modelId } = materials;
  const [version] = await db()
    .select()
    .from(templateVersions)
    .where(eq(templateVersions.id, templateVersionId));
  if (!version) throw new Error("There is no version.");
  const { templateId } = version;
  const draftId = newId();
  await db()
    .insert(templateVersions)
    .values({ ...version, id: draftId, state: "draft", number: null });
  const batchId = newId();
  await db()
    .insert(batches)
    .values({
      ...{
        id: batchId,
        name: "Rejected",
        datasetId,
        templateId,
        templateVersionId,
        modelId,
        languages: ["en"],
      },
      ...{ rowCount: done.length, itemCount: done.length, mode: "realtime", reviewPlan: { kind: "every" } },
      ...{ state: "succeeded", currency: "USD", cap: "10", launchedBy: operator.memberId },
    });
  await db().execute(
    sql.raw(`create table if not exists "batch_items_${batchId.replaceAll("-", "")}"
      partition of batch_items for values in ('${batchId}')`),
  );
  const by = newId();
  for (const [seq, one] of done.entries()) {
    const isEdit = one.do === "edit";
    const output = JSON.stringify({ title: isEdit ? one.to : `Item ${seq}` });
    await db().execute(sql`insert into batch_items (batch_id, seq, row_number, language, state, output, cost, attempts,
        review_state, output_version, decided_by, decided_at, authors)
      values (${batchId}, ${seq}, ${seq + 1}, 'en', 'succeeded', ${output}::jsonb, 0, 1,
        ${one.do === "reject" ? "rejected" : "approved"}, ${isEdit ? 2 : 1}, ${by}, now(), ${isEdit ? sql`array[${by}::uuid]` : sql`'{}'::uuid[]`})`);
    if (isEdit)
      await db()
        .insert(outputVersions)
        .values([
          {
            ...{ batchId, seq, version: 1, kind: "generated" },
            output: { title: `Item ${seq}` },
            madeAt: new Date(),
          },
          {
            ...{ batchId, seq, version: 2, kind: "edited", fromVersion: 1 },
            output: { title: one.to },
            madeBy: by,
            madeAt: new Date(),
          },
        ]);
    await decide(batchId, seq, by, one);
  }
  return { templateId, draftId, modelId, batchId };
}

/** Writes a decision of the log, as it stands after those before it. */
export async function decide(
  batchId: string,
  seq: number,
  memberId: string,
  one: Done | { do: "undo" },
): Promise<void> {
  const more =
    one.do === "reject"
      ? { reason: one.reason, route: one.route ?? ("regenerate" as const), note: one.note ?? null }
      : {};
  await db()
    .insert(reviewDecisions)
    .values({
      id: newId(),
      batchId,
      seq,
      memberId,
      decision: one.do,
      outputVersion: 1,
      claimToken: 1,
      ...more,
    });
}
