import { eq, sql } from "drizzle-orm";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { auditLog } from "#db/schema/auth.ts";
import { notificationEvents } from "#db/schema/notifications.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { readEvent } from "#lib/notifications/event.ts";
import { textOf } from "#lib/notifications/event-text.ts";
import { hearersOf } from "#lib/notifications/hearers.ts";
import { createPublication } from "#lib/publishing/create-publication.ts";
import { redeliver, redeliverAll } from "#lib/publishing/deliveries/redeliver.ts";
import { viewDeliveries } from "#lib/publishing/deliveries/view-deliveries.ts";
import {
  archiveChannel,
  changeChannel,
  createChannel,
  rotateSecret,
} from "#lib/publishing/managed/save-channel.ts";
import { testChannel } from "#lib/publishing/managed/test-channel.ts";
import { viewChannel } from "#lib/publishing/managed/view-channels.ts";
import { readPublication } from "#lib/publishing/read-publications.ts";
import { given } from "#tests/auth/people.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { type Received, type Receiver, startReceiver } from "#tests/fixtures/receiver.ts";
import { seedMember } from "../review/seed-batch.ts";
import {
  addChannel,
  approvedPerfumes,
  hurry,
  publishTo,
  retitle,
  rowOf,
  sendNow,
  webhookTo,
} from "./shop.ts";

interface Event {
  type: string;
  timestamp: string;
  data: { key: string; language: string; version: number; fields: { title: string }; removed?: true };
}

const eventOf = ({ body }: Received) => JSON.parse(body) as Event;
const idOf = ({ headers }: Received) => headers["webhook-id"] ?? "";

describeOnDatabase("the webhook channel", () => {
  let receiver: Receiver;
  let admin: Actor;
  let operator: Actor;
  beforeAll(async () => {
    process.env.ENCRYPTION_KEY = Buffer.alloc(32, 7).toString("base64");
    admin = await seedMember("Ada", ["admin"]);
    operator = await seedMember("Ola", ["operator"]);
  });
  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(() => receiver.stop());

  const deliveriesOf = async (id: string) => given(await viewDeliveries(operator, { id, limit: 200 })).items;

  test("each approved item is told once, signed, by its product, with what says that it is AI-generated", async () => {
    const { id, secret = "" } = await addChannel(admin, webhookTo(`${receiver.url}/shop`));
    const batchId = await approvedPerfumes(operator, 3);
    const publicationId = await publishTo(operator, batchId, id);
    expect((await rowOf(publicationId)).status).toBe("running");
    await sendNow(id);
    expect(receiver.received).toHaveLength(3);
    for (const { headers, body } of receiver.received) {
      expect(secret).toMatch(/^whsec_/);
      expect(new Webhook(secret).verify(body, headers)).toMatchObject({
        type: "item.published",
        data: { channelId: id, publicationId, language: "en", version: 1, ai_generated: true },
      });
    }
    const events = receiver.received.map(eventOf);
    expect(events.map(({ data }) => [data.key, data.fields.title]).sort()).toEqual([
      ["000001", "Rose 1"],
      ["000002", "Rose 2"],
      ["000003", "Rose 3"],
    ]);
    expect(given(await readPublication(operator, publicationId))).toMatchObject({
      status: "succeeded",
      itemCount: 3,
      changes: { new: 3, changed: 0, unchanged: 0, recalled: 0 },
      deliveries: { waiting: 0, delivered: 3, dead: 0 },
    });
  });

  test("what was not taken is sent again under its id with the same words, waits longer each time, and is given up in the end", async () => {
    receiver.answer({ status: 500, body: "out of order" });
    const { id } = await addChannel(admin, webhookTo(receiver.url, { maxAttempts: 3 }));
    const publicationId = await publishTo(operator, await approvedPerfumes(operator, 1), id);
    const waits: number[] = [];
    for (let tries = 1; tries < 3; tries++) {
      await sendNow(id);
      const [delivery] = await deliveriesOf(publicationId);
      expect(delivery).toMatchObject({ state: "waiting", attempts: tries, failure: { code: "refused" } });
      waits.push(Date.parse(delivery!.nextAt) - Date.now());
      await hurry(id);
    }
    await sendNow(id);
    expect(waits[0]).toBeGreaterThan(3_000);
    expect(waits[1]).toBeGreaterThan(20_000);
    const [dead] = await deliveriesOf(publicationId);
    expect(dead).toMatchObject({
      state: "dead",
      attempts: 3,
      failure: { params: { status: 500, words: "out of order" } },
    });
    expect(new Set(receiver.received.map(idOf))).toEqual(new Set([dead!.id]));
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
    expect(await rowOf(publicationId)).toMatchObject({ status: "succeeded" });
    await hurry(id);
    await sendNow(id);
    expect(receiver.received).toHaveLength(3);
    // Whoever published it hears of that, with the receiver's words and the way there.
    const [event] = await db()
      .select()
      .from(notificationEvents)
      .where(eq(notificationEvents.key, `delivery.dead:${publicationId}`));
    const noted = readEvent(event!)!;
    expect(hearersOf(noted, [{ id: operator.memberId, roles: ["operator"], muted: [] }])).toHaveLength(1);
    expect(hearersOf(noted, [{ id: "another", roles: ["operator"], muted: [] }])).toEqual([]);
    expect(textOf(noted, "en")).toMatchObject({
      title: "“Shop” did not take everything",
      detail: expect.stringContaining("out of order"),
      path: `/published?publication=${publicationId}`,
    });
  });

  test("of a product what came first goes first: nothing newer is sent while something older waits", async () => {
    let isDown = true;
    receiver.answer((request) => ({ status: isDown && eventOf(request).data.key === "000001" ? 503 : 200 }));
    const { id } = await addChannel(admin, webhookTo(receiver.url));
    const batchId = await approvedPerfumes(operator, 2);
    await publishTo(operator, batchId, id);
    await sendNow(id);
    await retitle(batchId, [0, 1], "Iris");
    await publishTo(operator, batchId, id);
    await sendNow(id);
    const titles = (key: string) =>
      receiver.received
        .map(eventOf)
        .filter(({ data }) => data.key === key)
        .map(({ data }) => data.fields.title);
    expect(titles("000001")).toEqual(["Rose 1"]);
    expect(titles("000002")).toEqual(["Rose 2", "Iris"]);
    isDown = false;
    await hurry(id);
    await sendNow(id);
    await sendNow(id);
    expect(titles("000001")).toEqual(["Rose 1", "Rose 1", "Iris"]);
  });

  test("what was given up is sent again, one or all, under its id; what something newer has overtaken is not", async () => {
    receiver.answer({ status: 500 });
    const { id } = await addChannel(admin, webhookTo(receiver.url, { maxAttempts: 1 }));
    const batchId = await approvedPerfumes(operator, 3);
    const first = await publishTo(operator, batchId, id);
    await sendNow(id);
    const dead = await deliveriesOf(first);
    expect(dead.map(({ state }) => state)).toEqual(["dead", "dead", "dead"]);
    receiver.answer({ status: 200 });
    receiver.received.length = 0;
    given(await redeliver(operator, dead[0]!.id));
    expect(await redeliver(operator, dead[0]!.id)).toMatchObject({ refusal: { code: "delivery_waits" } });
    await sendNow(id);
    expect(receiver.received.map(idOf)).toEqual([dead[0]!.id]);
    // The channel does not have it, so that it goes with the next publication, though nothing of it has changed.
    await retitle(batchId, [1], "Iris");
    const second = await publishTo(operator, batchId, id);
    expect((await rowOf(second)).changes).toEqual({ new: 0, changed: 2, unchanged: 1, recalled: 0 });
    await sendNow(id);
    expect(await redeliver(operator, dead[1]!.id)).toMatchObject({
      refusal: { code: "delivery_superseded" },
    });
    expect(given(await redeliverAll(operator, { id: first, which: "dead" }))).toEqual({ sent: 0 });
    receiver.received.length = 0;
    expect(given(await redeliverAll(operator, { id: second, which: "all" }))).toEqual({ sent: 2 });
    await sendNow(id);
    const again = (await deliveriesOf(second)).map((delivery) => delivery.id);
    expect(receiver.received.map(idOf).sort()).toEqual(again.sort());
  });

  test("a receiver that says it is gone is sent nothing any more, and begins again only at another address", async () => {
    receiver.answer({ status: 410 });
    const { id } = await addChannel(admin, webhookTo(receiver.url, { ratePerSecond: 1 }));
    const batchId = await approvedPerfumes(operator, 5);
    const publicationId = await publishTo(operator, batchId, id);
    await sendNow(id);
    await hurry(id);
    await sendNow(id);
    expect(receiver.received).toHaveLength(1);
    expect((await deliveriesOf(publicationId)).map(({ state }) => state)).toEqual(Array(5).fill("dead"));
    expect(given(await viewChannel(admin, id)).endedAt).toBeTruthy();
    expect((await rowOf(publicationId)).status).toBe("succeeded");
    expect(await createPublication(operator, { batchId, channel: { channelId: id } })).toMatchObject({
      refusal: { code: "channel_gone" },
    });
    expect(await redeliverAll(operator, { id: publicationId, which: "dead" })).toMatchObject({
      refusal: { code: "channel_gone" },
    });
    receiver.answer({ status: 200 });
    given(await changeChannel(admin, id, { config: { url: `${receiver.url}/new`, ratePerSecond: 100 } }));
    expect(given(await redeliverAll(operator, { id: publicationId, which: "dead" }))).toEqual({ sent: 5 });
    await hurry(id);
    await sendNow(id);
    expect(receiver.received.filter(({ url }) => url === "/new")).toHaveLength(5);
  });

  test("while two secrets overlap a message is signed with both, afterwards with the new one alone", async () => {
    const { id, secret: former = "" } = await addChannel(admin, webhookTo(receiver.url));
    const { secret } = given(await rotateSecret(admin, id, { overlapSeconds: 3_600 }));
    given(await testChannel(admin, id));
    const [{ body, headers } = { body: "", headers: {} as Record<string, string> }] = receiver.received;
    expect(headers["webhook-signature"]).toMatch(/^v1,\S+ v1,\S+$/);
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: "test" });
    expect(new Webhook(former).verify(body, headers)).toMatchObject({ type: "test" });
    await db().execute(
      sql`update channels set former_secret_until = now() - interval '1 second' where id = ${id}`,
    );
    given(await testChannel(admin, id));
    const last = receiver.received.at(-1)!;
    expect(new Webhook(secret).verify(last.body, last.headers)).toMatchObject({ type: "test" });
    expect(() => new Webhook(former).verify(last.body, last.headers)).toThrow();
    const kept = [await db().execute(sql`select * from channels`), await db().select().from(auditLog)];
    for (const hidden of [secret, former]) expect(JSON.stringify(kept)).not.toContain(hidden);
  });

  test("a receiver is sent no more than it takes in a second, and nothing while it wants to be left alone", async () => {
    const { id } = await addChannel(admin, webhookTo(receiver.url, { ratePerSecond: 4 }));
    await publishTo(operator, await approvedPerfumes(operator, 40), id);
    const begunAt = Date.now();
    await sendNow(id);
    await sendNow(id);
    const mostByNow = 4 + Math.ceil((Date.now() - begunAt) / 250);
    expect(receiver.received.length).toBeGreaterThanOrEqual(4);
    expect(receiver.received.length).toBeLessThanOrEqual(mostByNow);
    receiver.answer({ status: 429, headers: { "retry-after": "30" } });
    await hurry(id);
    await sendNow(id);
    const sent = receiver.received.length;
    await sendNow(id);
    expect(receiver.received).toHaveLength(sent);
    const [row] = await db().execute<{ next: string }>(
      sql`select next_send_at::text as next from channels where id = ${id}`,
    );
    expect(Date.parse(row!.next) - Date.now()).toBeGreaterThan(20_000);
  });

  test("a claim of a process that died is taken up by another, under the same ids, and two never hold one item", async () => {
    let answers = 0;
    const held = Promise.withResolvers<void>();
    receiver.answer(() => {
      if (++answers === 4) held.resolve();
      return { status: 200 };
    });
    const { id } = await addChannel(admin, webhookTo(receiver.url));
    await publishTo(operator, await approvedPerfumes(operator, 4), id);
    await Promise.all([sendNow(id), sendNow(id), sendNow(id)]);
    await held.promise;
    expect(new Set(receiver.received.map(idOf)).size).toBe(4);
    expect(receiver.received).toHaveLength(4);
    // As after a kill between the receiver's answer and its note.
    await db().execute(sql`
      update deliveries set state = 'waiting', ended_at = null, claimed_until = now() + interval '1 minute' where channel_id = ${id}`);
    await hurry(id);
    await sendNow(id);
    expect(receiver.received).toHaveLength(4);
    await db().execute(
      sql`update deliveries set claimed_until = now() - interval '1 second' where channel_id = ${id}`,
    );
    await sendNow(id);
    expect(receiver.received).toHaveLength(8);
    expect(new Set(receiver.received.map(idOf)).size).toBe(4);
  });

  test("an address inside this network is refused on saving and never reached by a name, unless an admin allows it", async () => {
    for (const url of [
      "http://127.0.0.1:9",
      "http://10.1.2.3/x",
      "http://[::1]/",
      "http://169.254.169.254/",
      "http://localhost/",
    ])
      expect(await createChannel(admin, { name: "In", kind: "webhook", config: { url } }), url).toMatchObject(
        {
          refusal: { code: "invalid_input", fields: [{ path: "config.url", code: "private_address" }] },
        },
      );
    const { id } = await addChannel(admin, webhookTo(receiver.url));
    await db().execute(sql`
      update channels set settings = settings || '{"allowPrivateNetwork":false}' where id = ${id}`);
    expect(given(await testChannel(admin, id))).toMatchObject({
      status: "failed",
      failure: { code: "private_address" },
    });
    expect(receiver.received).toEqual([]);
    expect(await createChannel(admin, { name: "No", kind: "webhook", config: {} })).toMatchObject({
      refusal: { fields: [{ path: "config.url", code: "channel_url_missing" }] },
    });
  });

  test("an archived channel is sent nothing, its secrets are gone, and what waited for it has ended", async () => {
    const { id } = await addChannel(admin, webhookTo(receiver.url));
    const publicationId = await publishTo(operator, await approvedPerfumes(operator, 2), id);
    given(await archiveChannel(admin, id));
    await sendNow(id);
    expect(receiver.received).toEqual([]);
    expect((await deliveriesOf(publicationId)).map(({ failure }) => failure?.code)).toEqual(
      Array(2).fill("channel_archived"),
    );
    expect((await rowOf(publicationId)).status).toBe("succeeded");
    expect(await testChannel(admin, id)).toMatchObject({ refusal: { code: "not_found" } });
  });

  test("a receiver that wants to be left alone for ages is believed for a day, and its tries are counted", async () => {
    receiver.answer({ status: 503, headers: { "retry-after": "9".repeat(30) } });
    const { id } = await addChannel(admin, webhookTo(receiver.url));
    const publicationId = await publishTo(operator, await approvedPerfumes(operator, 1), id);
    await sendNow(id);
    const [delivery] = await deliveriesOf(publicationId);
    expect(delivery).toMatchObject({ state: "waiting", attempts: 1, failure: { code: "refused" } });
    const [row] = await db().execute<{ next: string }>(
      sql`select next_send_at::text as next from channels where id = ${id}`,
    );
    const hoursLeft = (at: string) => (Date.parse(at) - Date.now()) / 3_600_000;
    for (const at of [row!.next, delivery!.nextAt]) {
      expect(hoursLeft(at)).toBeGreaterThan(23);
      expect(hoursLeft(at)).toBeLessThan(25);
    }
  });

  test("words of any script are signed as they are sent, and an answer of megabytes takes nothing", async () => {
    receiver.answer({ status: 200, body: "玫瑰".repeat(500_000) });
    const { id, secret = "" } = await addChannel(admin, webhookTo(receiver.url));
    const batchId = await approvedPerfumes(operator, 2);
    const title = '玫瑰 🌹 עברית "é\u2028" \\u0000 </script>';
    await retitle(batchId, [0, 1], title);
    const publicationId = await publishTo(operator, batchId, id);
    await sendNow(id);
    expect((await deliveriesOf(publicationId)).map(({ state }) => state)).toEqual(["delivered", "delivered"]);
    for (const { headers, body } of receiver.received)
      expect(new Webhook(secret).verify(body, headers)).toMatchObject({ data: { fields: { title } } });
  });

  test.each([
    [200, { state: "delivered", attempts: 1, failure: null }],
    [
      500,
      { state: "waiting", attempts: 1, failure: { code: "refused", params: { status: 500, words: "wait" } } },
    ],
  ])(
    "an answer of %i that never ends is left in time, and is what it said at first",
    async (status, delivery) => {
      const endless = await startEndless(status);
      const { id } = await addChannel(admin, webhookTo(endless.url, { timeoutMs: 500 }));
      const publicationId = await publishTo(operator, await approvedPerfumes(operator, 1), id);
      await sendNow(id);
      expect(await deliveriesOf(publicationId)).toMatchObject([delivery]);
      await endless.left;
      await endless.stop();
    },
  );

  test("a receiver that answers too late is asked again under the same id", async () => {
    let isSlow = true;
    const slow = await startSlowly(() => isSlow);
    const { id } = await addChannel(admin, webhookTo(slow.url, { timeoutMs: 500 }));
    const publicationId = await publishTo(operator, await approvedPerfumes(operator, 1), id);
    await sendNow(id);
    expect(await deliveriesOf(publicationId)).toMatchObject([
      { state: "waiting", failure: { code: "timeout" } },
    ]);
    isSlow = false;
    await hurry(id);
    await sendNow(id);
    expect(await deliveriesOf(publicationId)).toMatchObject([{ state: "delivered", attempts: 2 }]);
    expect(new Set(slow.ids).size).toBe(1);
    await slow.stop();
  });
});

/** A receiver that begins to answer and does not end; `left` is when the other side goes. */
async function startEndless(status: number) {
  const { createServer } = await import("node:http");
  const left = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(status).write("wait");
    response.once("close", () => left.resolve());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    left: left.promise,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function startSlowly(isSlow: () => boolean) {
  const { createServer } = await import("node:http");
  const ids: string[] = [];
  const server = createServer((request, response) => {
    ids.push(String(request.headers["webhook-id"]));
    request.resume();
    setTimeout(() => response.writeHead(200).end(), isSlow() ? 1_500 : 0);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    ids,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
