import { setTimeout as wait } from "node:timers/promises";
import { eq, sql } from "drizzle-orm";
import type { PgBoss } from "pg-boss";
import { db } from "#db/client.ts";
import { findBatch, readProgress } from "#db/queries/batches/batches.ts";
import { batches, batchItems } from "#db/schema/batches.ts";
import { datasets } from "#db/schema/datasets.ts";
import { models, prices, providers } from "#db/schema/models.ts";
import { attempts } from "#db/schema/spend.ts";
import { templates, templateVersions } from "#db/schema/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import type { BatchState } from "#lib/batches/batch-state.ts";
import { type Launch, launchBatch } from "#lib/batches/launch/launch-batch.ts";
import type { ProviderKind } from "#lib/models/provider.ts";
import { newId } from "#lib/new-id.ts";
import type { CheckSpec } from "#lib/templates/check-spec.ts";
import type { EvaluatorSpec } from "#lib/templates/evaluator-spec.ts";
import type { LanguageOverride } from "#lib/templates/language-override.ts";
import type { MemorySpec } from "#lib/templates/memory-spec.ts";
import type { Rule } from "#lib/templates/rule.ts";
import { withResult } from "#lib/templates/steps.ts";
import { type InputColumn, type OutputField, templateBodySchema } from "#lib/templates/template.ts";
import { runJobs } from "#lib/worker/run-jobs.ts";
import { endBeforeItCloses } from "#tests/fixtures/open-test-database.ts";
import { TEST_PRICES } from "#tests/fixtures/provider.ts";

const LONGEST_STOP_MS = 10_000;
const SHORTEST_LOOK_MS = 25;
const LONGEST_LOOK_MS = 100;

export const operator: Actor = { memberId: newId(), name: "Olga", roles: ["operator"], via: "token" };

/** What a batch needs, ready to be launched. */
export interface Materials {
  datasetId: string;
  templateVersionId: string;
  modelId: string;
}

export interface MaterialOptions {
  providerUrl: string;
  rows?: number;
  valuesOf?: (rowNumber: number) => Record<string, string>;
  languages?: string[];
  onMissing?: "default" | "skip" | "block";
  limits?: { rpm?: number; tpm?: number; concurrency?: number };
  maxLength?: number;
  /** Fields of the output; a title alone by default. */
  outputs?: OutputField[];
  /** Of a chain, in place of the one prompt, as an author writes them. */
  steps?: object[];
  result?: string[];
  /** In place of the one that is called `name`. */
  inputs?: InputColumn[];
  /** Per million tokens. */
  prices?: { input: string; output: string; cachedInput?: string };
  /** Another kind of provider, with the name of one of its models and the headers it is sent. */
  provider?: { kind: ProviderKind; model: string; headers?: Record<string, string> };
  batchDiscount?: string;
  /** Of the template. */
  checks?: CheckSpec[];
  /** Of the template; a judge's model is the run's own where it names none. */
  evaluators?: EvaluatorSpec[];
  rules?: Rule[];
  languageOverrides?: Record<string, LanguageOverride>;
  glossaryIds?: string[];
  memory?: MemorySpec;
}

/** Makes a dataset, a published template with one input and one output, and a model of the provider. */
export async function makeMaterials(options: MaterialOptions): Promise<Materials> {
  const { providerUrl, rows = 20, limits = {}, languages = ["en"], onMissing = "skip" } = options;
  const valuesOf = options.valuesOf ?? ((rowNumber) => ({ name: `Perfume ${rowNumber}` }));
  const by = operator.memberId;
  const providerId = newId();
  await db()
    .insert(providers)
    .values({
      id: providerId,
      name: "Test provider",
      kind: options.provider?.kind ?? "openai-compatible",
      baseUrl: providerUrl,
      headers: options.provider?.headers ?? {},
      allowPrivateNetwork: true,
    });
  const modelId = newId();
  await db()
    .insert(models)
    .values({
      id: modelId,
      providerId,
      name: options.provider?.model ?? "test-model",
      kind: "text",
      ...limits,
    });
  await db()
    .insert(prices)
    .values({
      id: newId(),
      modelId,
      effectiveFrom: new Date(0),
      currency: "USD",
      inputPerMTok: (options.prices ?? TEST_PRICES).input,
      outputPerMTok: (options.prices ?? TEST_PRICES).output,
      cachedInputPerMTok: options.prices?.cachedInput ?? null,
      batchDiscount: options.batchDiscount ?? null,
    });
  const templateId = newId();
  await db().insert(templates).values({ id: templateId, name: "Titles", createdBy: by });
  const templateVersionId = newId();
  const { steps = [], result = [] } = options;
  const chain = withResult(templateBodySchema.parse({ steps, result }));
  await db()
    .insert(templateVersions)
    .values({
      id: templateVersionId,
      templateId,
      number: 1,
      state: "published",
      sections: {
        role: "",
        instruction: "Write a title for {{ name }}.",
        context: "",
        inputData: "",
        examples: "",
        requirements: "",
        outputIndicator: "",
      },
      inputs: options.inputs ?? [{ name: "name", type: "text", required: true, onMissing, sample: "Rose" }],
      outputs: options.outputs ?? [
        { name: "title", type: "text", description: "", required: true, maxLength: options.maxLength ?? 200 },
      ],
      ...(steps.length > 0 && {
        sections: chain.sections,
        outputs: chain.outputs,
        steps: chain.steps,
        result,
      }),
      languages,
      checks: options.checks ?? [],
      evaluators: (options.evaluators ?? []).map((spec) =>
        spec.kind === "judge" && spec.modelId === "" ? { ...spec, modelId } : spec,
      ),
      rules: options.rules ?? [],
      languageOverrides: options.languageOverrides ?? {},
      glossaryIds: options.glossaryIds ?? [],
      memory: options.memory ?? null,
      createdBy: by,
      publishedBy: by,
      publishedAt: new Date(),
    });
  const datasetId = newId();
  const values = Array.from({ length: rows }, (_, at) => valuesOf(at + 1));
  await db()
    .insert(datasets)
    .values({
      id: datasetId,
      name: "Perfumes",
      status: "ready",
      columns: (options.inputs ?? [{ name: "name" }]).map(({ name: column }) => ({
        name: column,
        header: column,
        type: "text",
        required: false,
        filled: values.filter((value: Record<string, string>) => value[column]?.trim()).length,
        distinct: rows,
        maxLength: 20,
      })),
      rowCount: rows,
      createdBy: by,
    });
  for (let from = 0; from < rows; from += 5_000) {
    const part = values
      .slice(from, from + 5_000)
      .map((value, at) => ({ row_number: from + at + 1, values: value }));
    await db().execute(sql`
      insert into dataset_rows (dataset_id, row_number, source_row, values)
      select ${datasetId}::uuid, row_number, row_number + 1, "values"
      from jsonb_to_recordset(${JSON.stringify(part)}::jsonb) as row(row_number int, "values" jsonb)`);
  }
  return { datasetId, templateVersionId, modelId };
}

/** Launches over all rows with a cap that is never reached, unless told otherwise; the batch's id. */
export async function launch(materials: Materials, options: Partial<Launch> = {}): Promise<string> {
  const launched = await launchBatch(operator, {
    name: "Test batch",
    ...materials,
    budgetCap: { amount: "1000", currency: "USD" },
    parameters: { maxOutputTokens: 100 },
    ...options,
  });
  if (!launched.ok) throw new Error(JSON.stringify(launched.refusal));
  return launched.value.id;
}

/** Works on the queue in this process, until the test file's database closes. */
export async function workHere(): Promise<void> {
  const { pressworkQueue } = globalThis as typeof globalThis & { pressworkQueue?: PgBoss };
  if (!pressworkQueue) throw new Error("The queue is not started.");
  const running = await runJobs(pressworkQueue);
  endBeforeItCloses(() => running.stop(LONGEST_STOP_MS));
}

/** Waits until the batch is in one of these states. */
export async function untilState(id: string, states: BatchState[], timeoutMs = 75_000) {
  return until(async () => {
    const batch = await findBatch(db(), id);
    return batch && states.includes(batch.state) ? batch : null;
  }, timeoutMs);
}

/**
 * Waits until there is something, and gives it. Each look takes the database's time from what is waited for: the longer it
 * has waited, the seldomer it looks.
 */
export async function until<Found>(
  look: () => Promise<Found | null | false | undefined>,
  timeoutMs = 75_000,
): Promise<Found> {
  const startedAt = Date.now();
  for (;;) {
    const found = await look();
    if (found) return found;
    const waited = Date.now() - startedAt;
    if (waited > timeoutMs) throw new Error(`Waited ${timeoutMs} ms in vain.`);
    await wait(Math.min(LONGEST_LOOK_MS, Math.max(SHORTEST_LOOK_MS, waited / 10)));
  }
}

/** The batch's rows and books as they stand. */
export async function booksOf(id: string) {
  const items = await db()
    .select()
    .from(batchItems)
    .where(eq(batchItems.batchId, id))
    .orderBy(batchItems.seq);
  const entries = await db().select().from(attempts).where(eq(attempts.runId, id));
  const [batch] = await db()
    .select({
      state: batches.state,
      itemCount: batches.itemCount,
      cap: sql<string>`trim_scale(${batches.cap})::text`,
      spent: sql<string>`trim_scale(${batches.spent})::text`,
      unknown: sql<string>`trim_scale(${batches.unknownSpend})::text`,
      reserved: sql<string>`trim_scale(${batches.reserved})::text`,
      pausedFor: batches.pausedFor,
    })
    .from(batches)
    .where(eq(batches.id, id));
  if (!batch) throw new Error("No such batch.");
  const progress = (await readProgress(db(), [id])).get(id);
  return { batch, items, entries, progress };
}
