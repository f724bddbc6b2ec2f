import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { findPublication } from "#db/queries/publishing/publications.ts";
import { countChanges } from "#lib/publishing/book/preview-changes.ts";
import { writePublication } from "#lib/publishing/write-publication.ts";
import { openBenchDatabase } from "./open-bench-database.ts";
import { cpuMsOf, peakMemoryMb } from "./processes.ts";
import { above, isSmall, report } from "./report.ts";
import { addBenchChannel, ok, queuePublication, seedApproved, seedPublisher } from "./seed-publisher.ts";

// A million items against what stands in their channel, field by field, when one in a hundred has changed: what is told
// before a publication, and the publication that takes only those, against the first, which took all of them.
const ITEMS = isSmall ? 100_000 : 1_000_000;
const CHANGED_EACH = 100;
const GOAL_SECONDS = 60;
const signal = new AbortController().signal;

const dataDir = mkdtempSync(join(tmpdir(), "presswork-bench-"));
process.env.DATA_DIR = dataDir;
const database = await openBenchDatabase();
try {
  const publisher = await seedPublisher();
  const batchId = await seedApproved(publisher, ITEMS);
  await db().execute(sql`analyze`);
  const mapping = { sku: "sku", title: { field: "title", maxLength: 150 }, points: "points", name: "name" };
  const channelId = await addBenchChannel(publisher, { kind: "file", config: { format: "jsonl" }, mapping });
  const whole = await publish();
  process.stdout.write(`${ITEMS} new items into a file: ${whole.seconds.toFixed(1)} s\n`);
  await change();
  const asked = await seconds(async () => {
    ok(await countChanges(publisher, { batchId, channel: { channelId } }));
  });
  const part = await publish();
  const { changed, unchanged } = part.changes;
  if (changed !== ITEMS / CHANGED_EACH || unchanged !== ITEMS - changed)
    throw new Error(`A publication says ${JSON.stringify(part.changes)}.`);
  report({
    name: `${ITEMS} items compared with what stands in their channel, ${changed} changed and published`,
    goal: `≤ ${GOAL_SECONDS} s`,
    measured: `${part.seconds.toFixed(1)} s (CPU with the database's ${part.cpuSeconds.toFixed(0)} s), ${peakMemoryMb(process.pid).toFixed(0)} MB; told before in ${asked.toFixed(1)} s`,
    baseline: `publishing all of them (${whole.seconds.toFixed(0)} s)`,
    ratio: part.seconds / whole.seconds,
    missedBy: isSmall ? null : above(part.seconds, GOAL_SECONDS, "s"),
  });

  async function publish() {
    const publicationId = await queuePublication(publisher, batchId, channelId);
    const cpuMs = () => cpuMsOf(process.pid) + cpuMsOf(database.pid());
    const before = cpuMs();
    const taken = await seconds(() => writePublication({ publicationId }, signal));
    const cpuSeconds = (cpuMs() - before) / 1_000;
    const written = await findPublication(db(), publicationId);
    if (written?.status !== "succeeded" || !written.changes)
      throw new Error(JSON.stringify(written?.failure));
    return { seconds: taken, cpuSeconds, changes: written.changes };
  }

  async function change(): Promise<void> {
    await db().execute(sql`
      insert into output_versions (batch_id, seq, version, kind, output, made_at)
      select batch_id, seq, 2, 'edited', output || '{"title": "Another"}', now()
      from batch_items where batch_id = ${batchId} and seq % ${CHANGED_EACH}::int = 0`);
    await db().execute(sql`
      update batch_items set output = output || '{"title": "Another"}', output_version = 2, decided_at = clock_timestamp()
      where batch_id = ${batchId} and seq % ${CHANGED_EACH}::int = 0`);
  }
} finally {
  await database.close();
  rmSync(dataDir, { recursive: true, force: true });
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}
