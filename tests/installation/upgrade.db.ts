import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { createRouterClient } from "@orpc/server";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { Database } from "#db/client.ts";
import { type DatabaseLocation, openDatabase } from "#db/open-database.ts";
import { router } from "#lib/api/router.ts";
import { sumAmounts } from "#lib/money.ts";
import { startQueue, stopQueue } from "#lib/queue/queue.ts";
import { type RunningSandbox, startSandbox } from "#lib/sandbox/start-sandbox.ts";
import { unseal } from "#lib/seal.ts";
import { jobs } from "#lib/worker/jobs.ts";
import { addMember, maker } from "#tests/auth/people.ts";
import { untilState, workHere } from "#tests/batches/batch-fixture.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import {
  BY_PROVIDER_BATCH,
  EDITED_TITLE,
  KEYED_PROVIDER,
  PAUSED_HALF_WAY,
  RELEASE_ENCRYPTION_KEY,
  WITH_FAILURES,
} from "./fill-release.ts";

const RELEASE = "0.1.0";
const dump = gunzipSync(readFileSync(join(import.meta.dirname, "releases", `${RELEASE}.sql.gz`))).toString();

/** What a database of the release holds, as the release itself would say it. */
interface Facts {
  members: { id: string; email: string; name: string }[];
  versions: { id: string; sections: unknown; inputs: unknown; outputs: unknown }[];
  datasets: { id: string; rows: number; first: unknown }[];
  batches: { id: string; name: string; state: string; items: number; spent: string }[];
  items: {
    batch: string;
    seq: number;
    state: string;
    output: unknown;
    review: string;
    group: string | null;
    cost: string;
    attempts: number;
  }[];
  ledger: { run: string; count: number; cost: string }[];
  decisions: { id: string; batch: string; seq: number; decision: string; note: string | null }[];
  publications: { id: string; status: string; items: number }[];
  trials: { id: string; status: string; outputs: unknown[] }[];
  schedules: { id: string; name: string; cron: string }[];
  budgets: { id: string; name: string; amount: string }[];
  audited: number;
}

const list = (columns: string, from: string) =>
  `(select json_agg(one) from (select ${columns} from ${from}) one)`;
const factsQuery = `select json_build_object(
  'members', ${list("id, email, name", "members")},
  'versions', ${list("id, sections, inputs, outputs", "template_versions where state = 'published'")},
  'datasets', ${list(
    `id, row_count as rows, (select "values" from dataset_rows where dataset_id = id and row_number = 1) as first`,
    "datasets",
  )},
  'batches', ${list("id, name, state, item_count as items, trim_scale(spent)::text as spent", "batches")},
  'items', ${list(
    `batch_id as batch, seq, state, output, review_state as review, failure_group as "group",
      trim_scale(cost)::text as cost, attempts`,
    "batch_items order by batch_id, seq",
  )},
  'ledger', ${list(
    `coalesce(batch_id::text, 'trials') as run, count(*)::int as count, trim_scale(sum(cost))::text as cost`,
    "attempts where kind = 'settled' group by 1",
  )},
  'decisions', ${list("id, batch_id as batch, seq, decision, note", "review_decisions")},
  'publications', ${list("id, status, item_count as items", "publications")},
  'trials', ${list(
    `id, status, (select json_agg(output order by seq) from trial_cells where trial_id = id) as outputs`,
    "trials",
  )},
  'schedules', ${list("id, name, cron", "schedules")},
  'budgets', ${list("id, name, trim_scale(amount)::text as amount", "budgets")},
  'audited', (select count(*)::int from audit_log)) as facts`;

// A dump names every table with its schema, and lets nothing be named otherwise.
const OWN_NAMES = "reset search_path";

/** A database as the release left it: where it is, and what it holds. */
interface LeftBehind {
  at: DatabaseLocation;
  facts: Facts;
}

describe(`an embedded database of ${RELEASE}`, () => {
  keepsEverything(async () => {
    const dataDir = temporaryFolder();
    const left = await PGlite.create({ dataDir: join(dataDir, "database"), extensions: { vector } });
    await left.exec(dump);
    await left.exec(OWN_NAMES);
    const { rows } = await left.query<{ facts: Facts }>(factsQuery);
    await left.close();
    return { at: { dataDir }, facts: rows[0]?.facts as Facts };
  });
});

const server = inject("postgres");
describe.skipIf(!server)(`a PostgreSQL database of ${RELEASE}`, () => {
  keepsEverything(async () => {
    const name = `upgrade_${crypto.randomUUID().replaceAll("-", "")}`;
    const serverUrl = server?.serverUrl ?? "";
    const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href;
    const any = postgres(serverUrl, { max: 1 });
    await any`create database ${any(name)}`;
    await any.end();
    const left = postgres(url, { max: 1, onnotice: () => {} });
    await left.unsafe(dump).simple();
    await left.unsafe(OWN_NAMES).simple();
    const [row] = await left.unsafe<{ facts: Facts }[]>(factsQuery);
    await left.end();
    return { at: { url }, facts: row?.facts as Facts };
  });
});

/** What must be there, and go on, once the product of today has opened the database. */
function keepsEverything(leave: () => Promise<LeftBehind>): void {
  const api = createRouterClient(router, { context: { actor: maker, locale: "en" as const } });
  let facts: Facts;
  let database: Database;
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    const left = await leave();
    facts = left.facts;
    sandbox = await startSandbox();
    process.env.SANDBOX_URL = sandbox.url;
    process.env.ENCRYPTION_KEY = RELEASE_ENCRYPTION_KEY;
    database = await openDatabase(left.at);
    // The simulated models failed and dawdled on purpose.
    await database.sql`update providers set headers = '{}'`;
    await startQueue(jobs, "web");
  });
  afterAll(async () => {
    await stopQueue();
    await database.close();
    await sandbox.close();
  });
  const batch = (name: string) => {
    const found = facts.batches.find((one) => one.name === name);
    if (!found) throw new Error(`The release has no batch "${name}".`);
    return found;
  };

  test("keeps its people, and the key that a provider was given", async () => {
    const { items } = await api.members.list({ limit: 100 });
    expect(items.map(({ id, email, name }) => ({ id, email, name }))).toEqual(
      expect.arrayContaining(facts.members),
    );
    const [provider] = await database.sql<{ id: string; key: string }[]>`
      select id, sealed_api_key as key from providers where name = ${KEYED_PROVIDER.name}`;
    expect(unseal(provider?.key ?? "", provider?.id ?? "")).toBe(KEYED_PROVIDER.apiKey);
  });

  test("keeps every published version of a template", async () => {
    expect(facts.versions.length).toBeGreaterThan(3);
    for (const { id, sections, inputs, outputs } of facts.versions) {
      expect(await api.templates.version({ id })).toMatchObject({ sections, inputs, outputs });
    }
  });

  test("keeps its datasets with their rows", async () => {
    for (const { id, rows, first } of facts.datasets) {
      expect(await api.datasets.get({ id })).toMatchObject({ status: "ready", rowCount: rows });
      const page = await api.datasets.rows({ id, limit: 1 });
      expect(page.items).toMatchObject([{ rowNumber: 1, values: first }]);
    }
  });

  test("keeps every item of its batches: output, failure, cost and where its review stands", async () => {
    expect(facts.items.filter(({ state }) => state === "failed").length).toBeGreaterThan(0);
    for (const { id, name, state, items, spent } of facts.batches) {
      const view = await api.batches.get({ id });
      expect(view).toMatchObject({ name, status: state, itemCount: items, spent: { amount: spent } });
      expect(await itemsOf(id)).toEqual(facts.items.filter((item) => item.batch === id));
    }
    expect(await api.batches.get({ id: batch(BY_PROVIDER_BATCH).id })).toMatchObject({
      runsAs: "provider-batch",
      providerBatches: [expect.anything()],
    });
  });

  async function itemsOf(id: string): Promise<Facts["items"]> {
    const items: Facts["items"] = [];
    for (let cursor: string | undefined | null; cursor !== null; ) {
      const page = await api.batches.items({ id, limit: 100, ...(cursor && { cursor }) });
      cursor = page.nextCursor;
      items.push(
        ...page.items.map((item) => ({
          batch: id,
          seq: item.seq,
          state: item.state,
          output: item.output,
          review: item.reviewState,
          group: item.failureGroup,
          cost: item.cost.amount,
          attempts: item.attempts,
        })),
      );
    }
    return items;
  }

  test("keeps its ledger to the last digit, and sums of it that agree", async () => {
    const spend = await api.spend.report({ from: "2026-11-01", to: "2026-12-31", groupBy: "batch" });
    const reported = spend.groups.map(({ key, cost }) => ({ run: key, cost: cost.amount }));
    expect(reported).toHaveLength(facts.ledger.length);
    expect(reported).toEqual(expect.arrayContaining(facts.ledger.map(({ run, cost }) => ({ run, cost }))));
    expect(spend.total.amount).toBe(sumAmounts(facts.ledger.map(({ cost }) => cost)));
    for (const { id } of facts.batches) {
      const { items } = await api.batches.attempts({ id, limit: 100 });
      expect(items.length).toBeGreaterThan(0);
    }
  });

  test("keeps every decision in the past of its item, and what a reviewer wrote", async () => {
    expect(new Set(facts.decisions.map(({ decision }) => decision))).toEqual(
      new Set(["approve", "reject", "edit", "escalate"]),
    );
    for (const { id, batch: batchId, seq, decision, note } of facts.decisions) {
      const item = await api.review.item({ itemId: `${batchId}.${seq}` });
      expect(item.history).toEqual([expect.objectContaining({ id, decision, note })]);
      if (decision === "edit") expect(item.output).toMatchObject({ title: EDITED_TITLE });
    }
  });

  test("keeps its publications", async () => {
    const { items } = await api.publications.list({});
    expect(items.map(({ id, status, itemCount }) => ({ id, status, items: itemCount }))).toEqual(
      facts.publications,
    );
  });

  test("keeps its trials with what each cell holds", async () => {
    for (const { id, status, outputs } of facts.trials) {
      const trial = await api.trials.get({ id });
      expect(trial.status).toBe(status);
      const bySeq = trial.cells.toSorted((one, other) => one.seq - other.seq);
      expect(bySeq.map(({ output }) => output)).toEqual(outputs);
      for (const { checks } of bySeq.filter((cell) => cell.status === "succeeded"))
        expect(checks).toMatchObject([
          { kind: "format", message: { code: expect.stringMatching(/^format_/) } },
        ]);
    }
  });

  test("keeps its schedules, its budgets and its audit log", async () => {
    const { items: schedules } = await api.schedules.list({});
    expect(schedules.map(({ id, name, cron }) => ({ id, name, cron }))).toEqual(facts.schedules);
    const { items: budgets } = await api.budgets.list({});
    expect(budgets.map(({ id, name, amount }) => ({ id, name, amount: amount.amount }))).toEqual(
      facts.budgets,
    );
    const [audit] = await database.sql<{ count: number }[]>`select count(*)::int from audit_log`;
    expect(audit?.count).toBeGreaterThanOrEqual(facts.audited);
  });

  test("goes on with a batch that was paused half-way, and pays for no item twice", async () => {
    const { id, items: itemCount } = batch(PAUSED_HALF_WAY);
    const before = facts.items.filter((item) => item.batch === id);
    expect(before.length).toBeLessThan(itemCount);
    await workHere();
    await api.batches.resume({ id });
    await untilState(id, ["succeeded"]);
    const after = await itemsOf(id);
    expect(after.map(({ seq, state }) => ({ seq, state }))).toEqual(
      Array.from({ length: itemCount }, (_, seq) => ({ seq, state: "succeeded" })),
    );
    expect(after.filter(({ seq }) => before.some((item) => item.seq === seq))).toEqual(before);
    const paid = await database.sql<{ seq: number }[]>`
      select seq from attempts where run_id = ${id} and kind = 'settled' order by seq`;
    expect(paid.map(({ seq }) => seq)).toEqual(after.map(({ seq }) => seq));
    const { spent, reserved } = await api.batches.get({ id });
    expect(spent.amount).toBe(sumAmounts(after.map(({ cost }) => cost)));
    expect(reserved.amount).toBe("0");
  });

  test("makes again what had failed", async () => {
    const { id } = batch(WITH_FAILURES);
    const failed = facts.items.filter((item) => item.batch === id && item.state === "failed");
    expect(await api.batches.retry({ id })).toMatchObject({ items: failed.length });
    await untilState(id, ["succeeded"]);
    const after = await itemsOf(id);
    expect(after.filter(({ state }) => state !== "succeeded")).toEqual([]);
  });

  test("lets a reviewer go on with what waited", async () => {
    const { actor } = await addMember(["reviewer"]);
    const reviewer = createRouterClient(router, { context: { actor, locale: "en" as const } });
    const { id: batchId } = batch(BY_PROVIDER_BATCH);
    const { claims } = await reviewer.review.claim({ batchId, limit: 2 });
    const decisions = claims.map(({ itemId, token, outputVersion }) => ({
      itemId,
      token,
      outputVersion,
      decision: "approve" as const,
    }));
    const { results } = await reviewer.review.decide(decisions);
    expect(results.map(({ status }) => status)).toEqual(["accepted", "accepted"]);
  });
}
