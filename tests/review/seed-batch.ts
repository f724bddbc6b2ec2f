import { sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";
import { batchCounters, batches } from "#db/schema/batches.ts";
import { datasets } from "#db/schema/datasets.ts";
import { templates, templateVersions } from "#db/schema/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import type { Role } from "#lib/auth/role.ts";
import type { ReviewPlan } from "#lib/checks/review-plan.ts";
import { newId } from "#lib/new-id.ts";
import type { CheckSpec } from "#lib/templates/check-spec.ts";
import { templateBodySchema } from "#lib/templates/template.ts";

/** A member with these roles, as an actor. */
export async function seedMember(name: string, roles: Role[] = ["reviewer"]): Promise<Actor> {
  const memberId = newId();
  await db()
    .insert(members)
    .values({ id: memberId, email: `${memberId}@example.com`, name, roles });
  return { memberId, name, roles, via: "session" };
}

const OUTPUTS = [
  { name: "title", type: "text", description: "", required: true, maxLength: 80 },
  { name: "points", type: "list", description: "", required: true },
  { name: "score", type: "number", description: "", required: false },
  {
    name: "seo",
    type: "object",
    description: "",
    required: false,
    fields: [{ name: "slug", type: "text", description: "", required: true }],
  },
];

const COLUMN = { type: "text" as const, required: false, filled: 1, distinct: 1, maxLength: 10 };

export interface SeedOptions {
  launchedBy: Actor;
  items: number;
  reviewState?: "pending" | "approved" | "in-lot";
  name?: string;
  /** SQL for the output of item `n` (from 1). */
  output?: ReturnType<typeof sql>;
  values?: ReturnType<typeof sql>;
  /** Names of the source's columns. */
  columns?: string[];
  /** Fields of the template's outputs. */
  outputs?: object[];
  /** Of the template. */
  checks?: CheckSpec[];
  requirements?: string;
  reviewPlan?: ReviewPlan;
  languages?: string[];
  /** SQL for what the checks said of item `n` (from 1). */
  verdicts?: ReturnType<typeof sql>;
  /** A batch like this one, of its template version and model. */
  like?: string;
}

/** A finished batch of so many outputs that wait for review (or are approved), on rows of its own. */
export async function seedBatch(options: SeedOptions): Promise<string> {
  const { launchedBy, items, reviewState = "pending", name = "Perfumes" } = options;
  const { reviewPlan = { kind: "every" }, languages = ["en"], verdicts = sql`'[]'::jsonb` } = options;
  const [batchId, datasetId, templateId, versionId] = [newId(), newId(), newId(), newId()];
  const by = { createdBy: launchedBy.memberId };
  const columns = (options.columns ?? ["sku", "name", "notes"]).map((column) => ({
    ...COLUMN,
    name: column,
    header: column,
  }));
  await db()
    .insert(datasets)
    .values({ id: datasetId, name, status: "ready", columns, rowCount: items, ...by });
  const values =
    options.values ??
    sql`jsonb_build_object('name', 'Perfume ' || n, 'sku', lpad(n::text, 6, '0'), 'notes', 'rose, musk')`;
  await db().execute(sql`insert into dataset_rows (dataset_id, row_number, source_row, values)
    select ${datasetId}, n, n + 1, ${values} from generate_series(1, ${items}) n`);
  await db()
    .insert(templates)
    .values({ id: templateId, name: "Copy", ...by, updatedBy: launchedBy.memberId });
  await db()
    .insert(templateVersions)
    .values({
      id: versionId,
      templateId,
      number: 1,
      state: "published",
      ...templateBodySchema.parse({
        sections: { requirements: options.requirements ?? "Say nothing that is not in the row." },
        inputs: ["name", ...(options.requirements ? ["notes"] : [])].map((input) => ({ name: input })),
        outputs: options.outputs ?? OUTPUTS,
        checks: options.checks ?? [],
      }),
      ...by,
    });
  await db()
    .insert(batches)
    .values({
      id: batchId,
      name,
      datasetId,
      templateId,
      templateVersionId: versionId,
      modelId: newId(),
      languages,
      rowCount: items / languages.length,
      itemCount: items,
      mode: "realtime",
      reviewPlan,
      reviewSeed: 7,
      state: "succeeded",
      currency: "USD",
      cap: "10",
      launchedBy: launchedBy.memberId,
    });
  await db().execute(
    sql.raw(`create table if not exists "batch_items_${batchId.replaceAll("-", "")}"
      partition of batch_items for values in ('${batchId}')`),
  );
  const output =
    options.output ??
    sql`jsonb_build_object('title', 'Rose ' || n, 'points', jsonb_build_array('a', 'b'),
      'score', n, 'seo', null)`;
  const decided = reviewState === "approved" ? sql`now()` : sql`null::timestamptz`;
  await db().execute(sql`insert into batch_items
    (batch_id, seq, row_number, language, state, output, checks, cost, attempts, review_state, decided_at)
    select ${batchId}, n - 1, (n - 1) / ${languages.length}::int + 1,
      (${`{${languages.join(",")}}`}::text[])[(n - 1) % ${languages.length}::int + 1], 'succeeded', ${output},
      ${verdicts}, 0, 1, ${reviewState}, ${decided}
    from generate_series(1, ${items}) n`);
  if (options.like)
    await db().execute(sql`update batches b set template_id = o.template_id, model_id = o.model_id,
      template_version_id = o.template_version_id from batches o where o.id = ${options.like} and b.id = ${batchId}`);
  await db()
    .insert(batchCounters)
    .values({
      batchId,
      slot: 0,
      succeeded: items,
      reviewPending: reviewState === "pending" ? items : 0,
      approved: reviewState === "approved" ? items : 0,
      inLot: reviewState === "in-lot" ? items : 0,
    });
  return batchId;
}
