import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { lexiconEntrySchema } from "#lib/checks/lexicons/lexicon.ts";
import { createLexicon } from "#lib/checks/lexicons/save-lexicon.ts";
import { startRescan } from "#lib/checks/rescans/start-rescan.ts";
import { viewRescan } from "#lib/checks/rescans/view-rescans.ts";
import { newId } from "#lib/new-id.ts";
import { given } from "#tests/auth/people.ts";
import { until } from "#tests/batches/batch-fixture.ts";
import { databaseUrl } from "#tests/fixtures/database-url.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startWorkerProcess, type WorkerProcess } from "#tests/fixtures/start-worker-process.ts";
import { seedBatch, seedMember } from "#tests/review/seed-batch.ts";

const PATIENCE_MS = 100_000;
const OUTPUTS = 6_000;
const manager: Actor = { memberId: newId(), name: "Mei", roles: ["manager"], via: "session" };

describeOnDatabase("a re-scan whose worker is killed", (database) => {
  const workers: WorkerProcess[] = [];
  beforeEach(({ skip }) => {
    skip(database().kind === "embedded", "the embedded database serves one process");
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.kill()));
  });
  const work = () => {
    const worker = startWorkerProcess({ DATABASE_URL: databaseUrl(database()) });
    workers.push(worker);
    return worker;
  };

  test("goes on with another where it was, and sees every output once", {
    timeout: PATIENCE_MS,
  }, async () => {
    const olga = await seedMember("Olga", ["operator"]);
    const entries = [lexiconEntrySchema.parse({ term: "the best", severity: "block" })];
    const { id: lexiconId } = given(
      await createLexicon(manager, { name: "Terms", languages: ["en"], entries }),
    );
    await seedBatch({
      launchedBy: olga,
      items: OUTPUTS,
      checks: [
        { kind: "lexicon", lexiconIds: [lexiconId] },
        { kind: "claims", severity: "warn" },
      ],
      output: sql`jsonb_build_object('title', case when n % 3 = 0 then 'The best ' else 'A good ' end || n)`,
    });
    const { id } = given(await startRescan(manager, { lexiconId }));
    const now = async () => given(await viewRescan(olga, id));
    const first = work();
    await until(async () => (await now()).checked > 0, PATIENCE_MS);
    await first.kill();
    const killed = await now();
    expect(killed.status).toBe("running");
    work();
    const ended = await until(async () => {
      const rescan = await now();
      return rescan.status === "running" ? null : rescan;
    }, PATIENCE_MS);
    expect(ended).toMatchObject({ status: "succeeded", checked: OUTPUTS, newlyBlocked: OUTPUTS / 3 });
    const [{ count } = { count: 0 }] = await db().execute<{ count: number }>(sql`
      select count(*)::int as count from rescan_outputs where rescan_id = ${id}`);
    expect(count).toBe(OUTPUTS);
  });
});
