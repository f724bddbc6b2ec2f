import { eq, isNull, sql } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { noteEvent } from "#db/queries/notifications/events.ts";
import { notificationDeliveries, notificationEvents, notifications } from "#db/schema/notifications.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { newId } from "#lib/new-id.ts";
import { createTarget } from "#lib/notifications/targets/save-target.ts";
import { addMember, given } from "#tests/auth/people.ts";
import { until } from "#tests/batches/batch-fixture.ts";
import { databaseUrl } from "#tests/fixtures/database-url.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { letHeartbeatsLapse } from "#tests/fixtures/let-heartbeats-lapse.ts";
import { type Answer, type Receiver, startReceiver } from "#tests/fixtures/receiver.ts";
import { startWorkerProcess, type WorkerProcess } from "#tests/fixtures/start-worker-process.ts";

const PATIENCE_MS = 60_000;
const EVENTS = 12;
const TAKEN_BEFORE = 3;
/** Deliveries that a worker has under way at once. */
const AT_ONCE = 4;

vi.setConfig({ testTimeout: 2 * PATIENCE_MS });

describeOnDatabase("notifications whose worker is killed", (database) => {
  let receiver: Receiver;
  let admin: Actor;
  const workers: WorkerProcess[] = [];
  beforeAll(async () => {
    // The key of the workers, which open what is sealed here.
    process.env.ENCRYPTION_KEY = Buffer.alloc(32, 7).toString("base64");
    admin = (await addMember(["admin", "reviewer"])).actor;
  });
  beforeEach(async ({ skip }) => {
    skip(database().kind === "embedded", "the embedded database serves one process");
    receiver = await startReceiver();
    const hook = { kind: "webhook" as const, name: "Ops", url: receiver.url, allowPrivateNetwork: true };
    given(await createTarget(admin, { ...hook, events: ["review.waiting"], locale: "en" }));
    for (let n = 0; n < EVENTS; n++)
      await noteEvent(db(), {
        kind: "review.waiting",
        key: `review.waiting:${newId()}`,
        subjectId: newId(),
        facts: { name: `Batch ${n}`, launchedBy: newId() },
      });
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.kill()));
    await receiver?.stop();
    await db().execute(sql`truncate notification_events, notification_targets cascade`);
  });

  const work = () => {
    const worker = startWorkerProcess({ DATABASE_URL: databaseUrl(database()) });
    workers.push(worker);
    return worker;
  };

  const untilAllDelivered = () =>
    until(async () => {
      const all = await db().select().from(notificationDeliveries);
      return all.length === EVENTS && all.every(({ state }) => state === "delivered");
    }, PATIENCE_MS);

  const idsReceived = () => receiver.received.map(({ headers }) => headers["webhook-id"] ?? "");

  test("amid the telling of events leave nobody told, and the next tells everybody of each once", async () => {
    const worker = work();
    await db().transaction(async (tx) => {
      // Members are told by now, and targets about to be.
      await tx.execute(sql`lock table notification_deliveries in share mode`);
      // In the transaction: one that does nothing while a process starts on a busy machine would be ended.
      const isAwaited = async () => {
        const [{ count } = { count: 0 }] = await tx.execute<{ count: number }>(sql`
          select count(*)::int as count from pg_locks
          where relation = 'notification_deliveries'::regclass and not granted`);
        return count > 0;
      };
      await until(isAwaited, PATIENCE_MS);
      await worker.kill();
    });
    await until(async () => {
      // Until the server has noticed that nobody is there any more.
      const [{ count } = { count: 0 }] = await db().execute<{ count: number }>(sql`
        select count(*)::int as count from pg_locks
        where relation = 'notification_deliveries'::regclass and mode = 'RowExclusiveLock'`);
      return count === 0;
    }, PATIENCE_MS);
    const untold = await db().select().from(notificationEvents).where(isNull(notificationEvents.toldAt));
    expect(untold).toHaveLength(EVENTS);
    expect(await db().select().from(notifications)).toEqual([]);
    expect(await db().select().from(notificationDeliveries)).toEqual([]);

    work();
    await untilAllDelivered();
    expect(new Set(idsReceived()).size).toBe(EVENTS);
    expect(receiver.received).toHaveLength(EVENTS);
    const own = await db().select().from(notifications).where(eq(notifications.memberId, admin.memberId));
    expect(own).toHaveLength(EVENTS);
  });

  test("amid deliveries lose none, and only what was under way is sent twice, under the same id", async () => {
    let isDead = false;
    const underWay: string[] = [];
    let release: () => void = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    receiver.answer(async ({ headers }): Promise<Answer> => {
      if (!isDead && receiver.received.length > TAKEN_BEFORE) {
        underWay.push(headers["webhook-id"] ?? "");
        await released;
      }
      return { status: 200 };
    });
    const worker = work();
    await until(async () => {
      const delivered = await db()
        .select()
        .from(notificationDeliveries)
        .where(eq(notificationDeliveries.state, "delivered"));
      return delivered.length === TAKEN_BEFORE && underWay.length === AT_ONCE;
    }, PATIENCE_MS);
    await worker.kill();
    isDead = true;
    release();
    const before = idsReceived();
    expect(before).toHaveLength(TAKEN_BEFORE + AT_ONCE);

    await letHeartbeatsLapse();
    work();
    await untilAllDelivered();
    const after = idsReceived().slice(before.length);
    expect(new Set([...before, ...after]).size).toBe(EVENTS);
    expect(new Set(after).size).toBe(after.length);
    expect(after.filter((id) => before.includes(id)).toSorted()).toEqual(underWay.toSorted());
  });
});
