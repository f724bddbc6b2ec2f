import { existsSync } from "node:fs";
import { appendFile, cp, mkdir, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { database, db } from "#db/client.ts";
import { listKeptTables } from "#db/queries/backup/kept-tables.ts";
import { listFilledTables } from "#db/queries/backup/rows.ts";
import { findBatch } from "#db/queries/batches/batches.ts";
import { auditLog, settings } from "#db/schema/auth.ts";
import { batchChunks, batchItems } from "#db/schema/batches.ts";
import { uploads } from "#db/schema/datasets.ts";
import { providers } from "#db/schema/models.ts";
import { KEPT_KINDS } from "#lib/installation/backup/object-files.ts";
import { sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { booksOf, launch, makeMaterials, operator, untilState } from "#tests/batches/batch-fixture.ts";
import { startObjectServer } from "#tests/fixtures/object-server.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import type { WorkerProcess } from "#tests/fixtures/start-worker-process.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { emptyPlace, inside, newPlace, type Place, runCommandAt, startWorkerAt } from "./place.ts";

const PATIENCE_MS = 240_000;
const ROWS = 60;
const IN_FLIGHT = 4;
const AWKWARD = 'tab\t newline\n "quotes" \\ backslash , (comma) \u0007 香水 👩‍👩‍👧';
const UPLOAD = newId();

/** Rows that some ways of writing a table do not survive. */
async function writeAwkwardRows(): Promise<void> {
  const entry = { actorName: AWKWARD, action: "test.write", targetType: "test", targetId: "" };
  await db()
    .insert(auditLog)
    .values({ id: newId(), ...entry, before: null, after: { text: AWKWARD } });
  await db().execute(sql`
    insert into audit_log (id, actor_name, action, target_type, target_id, before, after)
    values (${newId()}, '', 'null', 'NULL', '()', 'null'::jsonb, '{"n": 12345678901234567890.123456789}'::jsonb)`);
  await db()
    .insert(settings)
    .values({ key: "x".repeat(1_000), value: ["y".repeat(900_000)] });
  await db().insert(uploads).values({ id: UPLOAD, memberId: operator.memberId, fileName: AWKWARD, bytes: 3 });
}

/** What every kept table holds, row by row as the database writes it, without what the queue counts by itself. */
async function contents(): Promise<Record<string, string[]>> {
  const driver = database().sql;
  const found: Record<string, string[]> = {};
  for (const { schema, name, columns } of await listKeptTables(driver)) {
    if (name === "queue") continue;
    const rows = await driver<{ row: string }[]>`
      select kept::text as row from (select ${driver(columns)} from ${driver(schema)}.${driver(name)}) kept order by 1`;
    found[`${schema}.${name}`] = rows.map(({ row }) => row);
  }
  return found;
}

const server = inject("postgres");
const kinds = [
  { kind: "embedded", serverUrl: null },
  ...(server ? [{ kind: "PostgreSQL", serverUrl: server.serverUrl }] : []),
];

describe.each(kinds)("a backup ($kind)", ({ serverUrl }) => {
  const folder = temporaryFolder();
  let provider: TestProvider;
  let worker: WorkerProcess | null = null;
  const work = (place: Place, batchId: string) => {
    worker = startWorkerAt(place, batchId);
    return worker;
  };
  beforeAll(async () => {
    provider = await startProvider();
  });
  afterEach(async () => {
    await worker?.kill();
    worker = null;
  });
  afterAll(() => provider.stop());

  test("made while a batch runs goes on with it elsewhere: nothing is lost, nothing kept is paid again", {
    timeout: PATIENCE_MS,
  }, async () => {
    provider.latency(200);
    const [old, fresh] = [await newPlace(serverUrl), await emptyPlace(serverUrl)];
    const id = await inside(old, async () =>
      launch(
        await makeMaterials({ providerUrl: provider.url, rows: ROWS, limits: { concurrency: IN_FLIGHT } }),
      ),
    );
    work(old, id);
    await expect.poll(() => provider.billedCalls(), { timeout: 90_000 }).toBeGreaterThan(8);
    // What is under way from here on is not answered before the process is gone.
    provider.latency(PATIENCE_MS);
    const backup = join(folder, "running");
    const made = await runCommandAt(old, "backup", [backup]);
    expect(made, made.output).toMatchObject({ code: 0 });
    await worker?.kill();

    const restored = await runCommandAt(fresh, "restore", [backup]);
    expect(restored, restored.output).toMatchObject({ code: 0 });
    const { kept, underWay } = await inside(fresh, async () => {
      expect(await findBatch(db(), id)).toMatchObject({ state: "running" });
      const chunks = await db().select().from(batchChunks).where(eq(batchChunks.batchId, id));
      return {
        kept: await db().select().from(batchItems).where(eq(batchItems.batchId, id)),
        underWay: chunks.flatMap(({ started }) => Object.keys(started)),
      };
    });
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(ROWS);
    const paidBefore = new Map(provider.billedPrompts());
    provider.latency(0);
    const running = work(fresh, id);
    if (serverUrl) await inside(fresh, () => untilState(id, ["succeeded"], 120_000));
    else expect(await running.exited).toBe(0);
    await worker?.kill();

    await inside(fresh, async () => {
      const { batch, items, entries } = await booksOf(id);
      expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: ROWS }, (_, seq) => seq));
      expect(items.every(({ state }) => state === "succeeded")).toBe(true);
      const paidAgain = [...provider.billedPrompts()].filter(
        ([prompt, times]) => times > (paidBefore.get(prompt) ?? 0),
      );
      expect(paidAgain).toHaveLength(ROWS - kept.length);
      // Its ledger has each item once, and what was under way at that moment once more as perhaps billed.
      const settled = entries.filter(({ kind }) => kind === "settled");
      const unknown = entries.filter(({ kind }) => kind === "unknown");
      expect(settled).toHaveLength(ROWS);
      expect(new Set(settled.map(({ seq }) => seq)).size).toBe(ROWS);
      expect(unknown).toHaveLength(underWay.length);
      expect(unknown.length).toBeLessThan(4 * IN_FLIGHT);
      expect(batch).toMatchObject({ state: "succeeded", reserved: "0" });
      expect(batch.spent).toBe(sumAmounts(settled.map(({ cost }) => cost)));
      expect(batch.unknown).toBe(sumAmounts(unknown.map(({ cost }) => cost)));
    });
  });

  test("brings every table and every file back to the last character, on either database and in a bucket", {
    timeout: PATIENCE_MS,
  }, async () => {
    const old = await newPlace(serverUrl);
    const before = await inside(old, async () => {
      await launch(await makeMaterials({ providerUrl: provider.url, rows: 3 }));
      await writeAwkwardRows();
      return contents();
    });
    for (const kind of KEPT_KINDS) {
      await mkdir(join(old.env.DATA_DIR ?? "", kind), { recursive: true });
      await writeFile(join(old.env.DATA_DIR ?? "", kind, UPLOAD), "a,b");
    }
    const backup = join(folder, "at-rest");
    expect(await runCommandAt(old, "backup", [backup])).toMatchObject({ code: 0 });

    const bucket = await startObjectServer();
    for (const url of [null, ...(server ? [server.serverUrl] : [])]) {
      const fresh = await emptyPlace(url);
      const restored = await runCommandAt(fresh, "restore", [backup], { OBJECT_STORE_URL: bucket.url() });
      expect(restored, restored.output).toMatchObject({ code: 0 });
      expect(bucket.keys().sort()).toEqual(KEPT_KINDS.map((kind) => `${kind}/${UPLOAD}`).sort());
      expect(await inside(fresh, contents)).toEqual(before);
    }
    await bucket.stop();
  });

  test("is readable by nobody else, and holds no key", { timeout: PATIENCE_MS }, async () => {
    const old = await newPlace(serverUrl);
    await inside(old, () => makeMaterials({ providerUrl: provider.url, rows: 1 }));
    const backup = join(folder, "private");
    await runCommandAt(old, "backup", [backup]);
    expect((await stat(backup)).mode & 0o077).toBe(0);
    const names = await readdir(backup, { recursive: true, withFileTypes: true });
    for (const name of names)
      expect((await stat(join(name.parentPath, name.name))).mode & 0o077, name.name).toBe(0);
    expect(names.map(({ name }) => name)).not.toContain("secrets.json");
  });
});

describe("a restore is refused, and says why", () => {
  const folder = temporaryFolder();
  // Which database is not restored into makes no difference; one of a server is made in a moment.
  const quickest = server?.serverUrl ?? null;
  let backup: string;
  let old: Place;
  beforeAll(async () => {
    old = await newPlace(null);
    await inside(old, () => makeMaterials({ providerUrl: "http://localhost:1", rows: 50 }));
    await mkdir(join(old.env.DATA_DIR ?? "", "uploads"));
    await writeFile(join(old.env.DATA_DIR ?? "", "uploads", UPLOAD), "a,b");
    backup = join(folder, "whole");
    await runCommandAt(old, "backup", [backup]);
  }, PATIENCE_MS);

  /** A copy of the backup with something done to it, restored into an empty place. */
  async function restoreAfter(change: (copy: string) => Promise<void>, into?: Place) {
    const copy = join(folder, newId());
    await cp(backup, copy, { recursive: true });
    await change(copy);
    const place = into ?? (await emptyPlace(quickest));
    const answer = await runCommandAt(place, "restore", [copy]);
    return { ...answer, place };
  }

  test.each<[string, RegExp, (copy: string) => Promise<void>]>([
    ["a copy without its end", /no finished backup/, (copy) => rm(join(copy, "manifest.json"))],
    ["a manifest that is cut off", /cannot be read/, (copy) => truncate(join(copy, "manifest.json"), 200)],
    [
      "a table that is cut off",
      /public\.dataset_rows\.zst is missing, cut off or changed/,
      (copy) => truncate(join(copy, "tables", "public.dataset_rows.zst"), 40),
    ],
    [
      "a table that is gone",
      /public\.models\.zst is/,
      (copy) => rm(join(copy, "tables", "public.models.zst")),
    ],
    [
      "a file that was changed and is as long as before",
      new RegExp(`objects/uploads/${UPLOAD} is`),
      (copy) => writeFile(join(copy, "objects", "uploads", UPLOAD), "a;b"),
    ],
    [
      "a list of files that has grown",
      /objects\.jsonl is/,
      (copy) => appendFile(join(copy, "objects.jsonl"), "{}\n"),
    ],
    [
      "the backup of a later release",
      /made by another version: Presswork/,
      async (copy) => {
        const path = join(copy, "manifest.json");
        const manifest = JSON.parse(await readFile(path, "utf8"));
        manifest.schema.migrations++;
        await writeFile(path, JSON.stringify(manifest));
      },
    ],
  ])("for %s", { timeout: PATIENCE_MS }, async (_what, message, change) => {
    const { code, output, place } = await restoreAfter(change);
    expect(code).toBe(1);
    expect(output).toMatch(message);
    expect(existsSync(join(place.env.DATA_DIR ?? "", "uploads"))).toBe(false);
    expect(await inside(place, () => listFilledTables(database().sql))).toEqual([]);
  });

  test("for an installation that has anything in it, which stays as it was", {
    timeout: PATIENCE_MS,
  }, async () => {
    const before = await inside(old, contents);
    const { code, output } = await restoreAfter(async () => {}, old);
    expect(code).toBe(1);
    expect(output).toContain("not empty (");
    expect(output).toContain("datasets");
    expect(await inside(old, contents)).toEqual(before);
  });

  test("where files of somebody else lie, which the new installation would remove as nobody's", {
    timeout: PATIENCE_MS,
  }, async () => {
    const place = await emptyPlace(quickest);
    await mkdir(join(place.env.DATA_DIR ?? "", "publications"));
    await writeFile(join(place.env.DATA_DIR ?? "", "publications", newId()), "theirs");
    const { code, output } = await restoreAfter(async () => {}, place);
    expect(code).toBe(1);
    expect(output).toContain("holds 1 files that are not of this backup");
  });

  test("and so is a backup over another, or of nothing", { timeout: PATIENCE_MS }, async () => {
    const over = await runCommandAt(old, "backup", [backup]);
    expect(over).toMatchObject({ code: 1, output: expect.stringContaining("folder is not empty") });
    const nothing = await emptyPlace(null);
    const ofNothing = await runCommandAt(nothing, "backup", [join(folder, "nothing")]);
    expect(ofNothing).toMatchObject({ code: 1, output: expect.stringContaining("nothing to back up") });
    expect(existsSync(join(nothing.env.DATA_DIR ?? "", "database"))).toBe(false);
  });

  test("a lost ENCRYPTION_KEY is no reason: the command says what it means", {
    timeout: PATIENCE_MS,
  }, async () => {
    const { seal } = await import("#lib/seal.ts");
    process.env.ENCRYPTION_KEY = Buffer.alloc(32, 7).toString("base64");
    const keyed = await newPlace(quickest);
    await inside(keyed, async () => {
      await makeMaterials({ providerUrl: "http://localhost:1", rows: 1 });
      const [provider] = await db().select({ id: providers.id }).from(providers);
      await db()
        .update(providers)
        .set({ sealedApiKey: seal("sk-secret", provider?.id ?? "") });
    });
    const made = await runCommandAt(keyed, "backup", [join(folder, "keyed")]);
    expect(made.output).toMatch(/sealed with the ENCRYPTION_KEY of id [0-9a-f]{8}, which is not/);
    const ENCRYPTION_KEY = Buffer.alloc(32, 8).toString("base64");
    const fresh = await emptyPlace(quickest);
    const restored = await runCommandAt(fresh, "restore", [join(folder, "keyed")], { ENCRYPTION_KEY });
    expect(restored.code).toBe(0);
    expect(restored.output).toMatch(/does not hold the key of id [0-9a-f]{8}.*cannot be opened/);
    expect(restored.output).toContain("enter the keys again");
  });
});
