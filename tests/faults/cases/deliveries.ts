import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { addChannel, approvedPerfumes, publishTo, retitle, webhookTo } from "#tests/publishing/shop.ts";
import { seedMember } from "#tests/review/seed-batch.ts";
import type { Finding } from "../account.ts";
import { type FaultCase, PATIENCE_MS, type Scale } from "../fault-case.ts";
import { insistently } from "../insistently.ts";
import type { Scene } from "../scene.ts";

const ITEMS = 60;
const WORKERS = 2;
/** What start-worker-process.ts gives a worker. */
const KEY = Buffer.alloc(32, 7).toString("base64");

/** Workers are killed while they send, and others go on. */
export const killWhileSending: FaultCase = {
  name: "kill -9 while sending to a receiver",
  on: ["postgres"],
  rounds: { short: 2, long: 12 },
  play: (scene, scale) => sendThrough(scene, scale, "kill"),
};

/** The database ends every session while workers send, and comes back. */
export const restartWhileSending: FaultCase = {
  name: "database restart while sending to a receiver",
  on: ["postgres"],
  ownServer: true,
  rounds: { short: 2, long: 8 },
  play: (scene, scale) => sendThrough(scene, scale, "restart"),
};

async function sendThrough(
  scene: Scene,
  { rounds, isTimeUp }: Scale,
  fault: "kill" | "restart",
): Promise<Finding> {
  const formerKey = process.env.ENCRYPTION_KEY;
  process.env.ENCRYPTION_KEY = KEY;
  const receiver = await startFailingReceiver();
  try {
    const admin = await seedMember("Ada", ["admin"]);
    const operator = await seedMember("Ola", ["operator"]);
    const settings = webhookTo(receiver.url, { ratePerSecond: 100, timeoutMs: 500, maxAttempts: 20 });
    const { id } = await addChannel(admin, settings);
    const batchId = await approvedPerfumes(operator, ITEMS);
    const workers = Array.from({ length: WORKERS }, () => scene.work(batchId));
    const seqs = Array.from({ length: ITEMS }, (_, seq) => seq);
    await publishTo(operator, batchId, id);
    await untilHandedOver(id);
    let played = 0;
    for (; played < rounds && !isTimeUp(); played++) {
      await receiver.untilReceived(receiver.count() + ITEMS / 4);
      if (fault === "kill") {
        await workers[played % WORKERS]?.kill();
        workers[played % WORKERS] = scene.work(batchId);
      } else scene.restartDatabase();
      await insistently(() => retitle(batchId, seqs, `Title ${played + 1}`));
      await insistently(() => publishTo(operator, batchId, id));
      await insistently(() => untilHandedOver(id));
    }
    await insistently(() => untilDelivered(id));
    return {
      account: accountOf(receiver.book(), played + 1),
      crashed: true,
      did: didOf(receiver, played, fault),
    };
  } finally {
    if (formerKey === undefined) delete process.env.ENCRYPTION_KEY;
    else process.env.ENCRYPTION_KEY = formerKey;
    await receiver.stop();
  }
}

function didOf(receiver: FailingReceiver, played: number, fault: string): string {
  return `${played} × ${fault}, ${receiver.count()} requests, ${receiver.book().length} taken`;
}

async function untilHandedOver(channelId: string): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    const left = await db().execute(sql`
      select 1 from publications where channel_id = ${channelId} and changes is null and status in ('queued', 'running')`);
    if (left.length === 0) return;
    if (Date.now() > giveUpAt) throw new Error("A publication was not handed over.");
    await wait(100);
  }
}

// Waits that have grown are cut short: what is shown is that nothing is lost in them, not how long they are.
async function untilDelivered(channelId: string): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    await db().execute(sql`update deliveries set next_at = least(next_at, now() + interval '200 milliseconds')
      where channel_id = ${channelId} and state = 'waiting'`);
    const [left] = await db().execute<{ count: number }>(sql`
      select count(*)::int as count from deliveries where channel_id = ${channelId} and state = 'waiting'`);
    if (left?.count === 0) return;
    if (Date.now() > giveUpAt) throw new Error(`${left?.count} deliveries still wait.`);
    await wait(200);
  }
}

interface Taken {
  id: string;
  key: string;
  title: string;
}

/** What the receiver's own book says: every product in its last words, none out of order, and nothing twice but under its id. */
function accountOf(book: readonly Taken[], versions: number): Finding["account"] {
  const first = new Map<string, Taken>();
  for (const taken of book) if (!first.has(taken.id)) first.set(taken.id, taken);
  const byKey = Map.groupBy(first.values(), ({ key }) => key);
  const contradictions = [...byKey].flatMap(([key, taken]) => {
    const numbers = taken.map(({ title }) => numberOf(title));
    return numbers.every((number, at) => number === at) ? [] : [`${key} came as ${numbers.join(", ")}`];
  });
  const words = new Map<string, string>();
  for (const { id, key, title } of book) {
    const said = `${key} ${title}`;
    if ((words.get(id) ?? said) !== said) contradictions.push(`${id} came with other words`);
    words.set(id, said);
  }
  return {
    ...{ lost: ITEMS * versions - first.size, duplicated: 0, extraPaid: 0, inFlightLost: 0 },
    ...{ overshoot: "0", bill: "0", settled: "0", unknown: "0", contradictions },
  };
}

function numberOf(title: string): number {
  return Number(/^Title (\d+)$/.exec(title)?.[1] ?? 0);
}

type FailingReceiver = Awaited<ReturnType<typeof startFailingReceiver>>;

/** A receiver that fails now and then: it answers 500, hangs up, answers too late, or takes it and hangs up all the same. */
async function startFailingReceiver() {
  const taken: Taken[] = [];
  let requests = 0;
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { data } = JSON.parse(Buffer.concat(parts).toString("utf8"));
    const take = () =>
      taken.push({ id: String(request.headers["webhook-id"]), key: data.key, title: data.fields.title });
    switch (requests++ % 11) {
      case 3:
        return response.writeHead(500).end();
      case 5:
        return request.socket.destroy();
      case 7:
        take();
        return request.socket.destroy();
      case 9:
        take();
        await wait(800);
        return response.writeHead(200).end();
      default:
        take();
        return response.writeHead(200).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    book: (): readonly Taken[] => taken,
    count: () => requests,
    async untilReceived(count: number) {
      const giveUpAt = Date.now() + PATIENCE_MS;
      while (requests < count) {
        if (Date.now() > giveUpAt) throw new Error(`${requests} requests came, not ${count}.`);
        await wait(10);
      }
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
