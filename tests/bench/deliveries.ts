import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { sql } from "drizzle-orm";
import { Pool } from "undici";
import { db } from "#db/client.ts";
import { writePublication } from "#lib/publishing/write-publication.ts";
import { sleep } from "#lib/sleep.ts";
import { startWorkerProcess } from "#tests/fixtures/start-worker-process.ts";
import { openBenchDatabase } from "./open-bench-database.ts";
import { cpuMsOf } from "./processes.ts";
import { below, isSmall, report } from "./report.ts";
import {
  addBenchChannel,
  ENCRYPTION_KEY,
  queuePublication,
  seedApproved,
  seedPublisher,
} from "./seed-publisher.ts";

// A worker that tells a receiver of items by signed requests, two texts of each product in their order, against a bare
// undici loop that posts as many to the same receiver.
const PRODUCTS = isSmall ? 300 : 10_000;
const TEXTS = 2;
const RATE = 1_000;
const AT_ONCE = 100;
const GOAL_PER_SECOND = 500;
const signal = new AbortController().signal;

process.env.ENCRYPTION_KEY = ENCRYPTION_KEY;
const database = await openBenchDatabase();
const receiver = await startReceiver();
try {
  const publisher = await seedPublisher();
  const batchId = await seedApproved(publisher, PRODUCTS);
  const config = { url: receiver.url, allowPrivateNetwork: true, ratePerSecond: RATE };
  const channelId = await addBenchChannel(publisher, { kind: "webhook", config });
  for (let text = 1; text <= TEXTS; text++) {
    if (text > 1) await retitle(batchId, text);
    await writePublication({ publicationId: await queuePublication(publisher, batchId, channelId) }, signal);
  }
  const barePerSecond = await bareLoop();
  receiver.forget();
  const worker = startWorkerProcess({ DATABASE_URL: database.url, ENCRYPTION_KEY });
  while (receiver.count() === 0) await sleep(20, signal);
  const startedAt = performance.now();
  const cpu = cpuMsOf(worker.process.pid as number);
  while (receiver.count() < PRODUCTS * TEXTS) await sleep(50, signal);
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuMs = (cpuMsOf(worker.process.pid as number) - cpu) / (PRODUCTS * TEXTS);
  await worker.stop();
  const perSecond = (PRODUCTS * TEXTS) / seconds;
  report({
    name: `${PRODUCTS * TEXTS} items told to a receiver by one worker, ${TEXTS} texts of each product`,
    goal: `≥ ${GOAL_PER_SECOND}/s, none before an older of its product`,
    measured: `${perSecond.toFixed(0)}/s, ${receiver.outOfOrder()} out of order, ${receiver.twice()} twice, ${cpuMs.toFixed(2)} ms of CPU each`,
    baseline: `a bare undici loop at ${barePerSecond.toFixed(0)}/s`,
    ratio: perSecond / barePerSecond,
    missedBy:
      receiver.outOfOrder() > 0
        ? `${receiver.outOfOrder()} out of order`
        : isSmall
          ? null
          : below(perSecond, GOAL_PER_SECOND, "/s"),
  });
} finally {
  receiver.stop();
  await database.close();
}

/** Every output in a further version. */
async function retitle(batchId: string, version: number): Promise<void> {
  await db().execute(sql`
    insert into output_versions (batch_id, seq, version, kind, output, made_at)
    select batch_id, seq, ${version}, 'edited', output || jsonb_build_object('title', 'Text ' || ${version}::text), now()
    from batch_items where batch_id = ${batchId}`);
  await db().execute(sql`
    update batch_items i set output = v.output, output_version = v.version, decided_at = clock_timestamp()
    from output_versions v where v.batch_id = i.batch_id and v.seq = i.seq and v.version = ${version}
      and i.batch_id = ${batchId}`);
}

async function bareLoop(): Promise<number> {
  const pool = new Pool(receiver.url, { connections: AT_ONCE });
  const body = JSON.stringify({
    type: "item.published",
    data: { key: "bare", version: 1, fields: { title: "Rose" } },
  });
  const startedAt = performance.now();
  let left = PRODUCTS * TEXTS;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left-- > 0) {
        const answer = await pool.request({ path: "/", method: "POST", body });
        await answer.body.dump();
      }
    }),
  );
  await pool.close();
  return (PRODUCTS * TEXTS * 1000) / (performance.now() - startedAt);
}

/** A receiver that keeps of each product the last text it was told, and counts what came before an older one. */
async function startReceiver() {
  const ids = new Set<string>();
  const last = new Map<string, number>();
  let [outOfOrder, twice] = [0, 0];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += part;
    });
    request.on("end", () => {
      const { data } = JSON.parse(body) as { data: { key: string; version: number } };
      const id = String(request.headers["webhook-id"]);
      if (ids.has(id)) twice++;
      else if ((last.get(data.key) ?? 0) > data.version) outOfOrder++;
      ids.add(id);
      last.set(data.key, data.version);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => ids.size,
    outOfOrder: () => outOfOrder,
    twice: () => twice,
    forget() {
      ids.clear();
      last.clear();
      [outOfOrder, twice] = [0, 0];
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
