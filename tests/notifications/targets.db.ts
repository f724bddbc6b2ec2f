import { text } from "node:stream/consumers";
import { and, eq, sql } from "drizzle-orm";
import { SMTPServer } from "smtp-server";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { noteEvent } from "#db/queries/notifications/events.ts";
import { holdTarget } from "#db/queries/notifications/targets.ts";
import { auditLog, members } from "#db/schema/auth.ts";
import { notificationDeliveries, notificationEvents, notificationTargets } from "#db/schema/notifications.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { resealSecrets } from "#lib/installation/keys/sealed-secrets.ts";
import { newId } from "#lib/new-id.ts";
import { textOf } from "#lib/notifications/event-text.ts";
import { deliverJob } from "#lib/notifications/jobs.ts";
import { readNotifications } from "#lib/notifications/read-notifications.ts";
import { deliver, giveUpDelivery } from "#lib/notifications/targets/deliver.ts";
import {
  archiveTarget,
  changeTarget,
  createTarget,
  type NewTarget,
} from "#lib/notifications/targets/save-target.ts";
import { testTarget } from "#lib/notifications/targets/test-target.ts";
import { viewTarget, viewTargets } from "#lib/notifications/targets/view-targets.ts";
import { newWebhookSecret } from "#lib/notifications/targets/webhook.ts";
import { log } from "#lib/observability/log.ts";
import { addMember, given } from "#tests/auth/people.ts";
import { until, workHere } from "#tests/batches/batch-fixture.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { type Receiver, startReceiver } from "#tests/fixtures/receiver.ts";
import { answerAs } from "./chat-server.ts";

vi.setConfig({ testTimeout: 60_000 });

const KEY = "0123456789abcdefXYZ";
const oldKey = Buffer.alloc(32, 1).toString("base64");
const newKey = Buffer.alloc(32, 2).toString("base64");

describeOnDatabase("targets of notifications", (database) => {
  let receiver: Receiver;
  let admin: Actor;
  beforeAll(async () => {
    process.env.ENCRYPTION_KEY = oldKey;
    process.env.PUBLIC_URL = "https://presswork.example.com";
    await workHere();
    admin = (await addMember(["admin"])).actor;
  });
  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(async () => {
    await receiver.stop();
    await db().update(notificationTargets).set({ archivedAt: new Date() });
    await db().delete(notificationEvents);
    delete process.env.SMTP_URL;
    delete process.env.SMTP_FROM;
  });
  afterAll(() => {
    delete process.env.PUBLIC_URL;
  });

  const add = async (target: Partial<NewTarget> & Pick<NewTarget, "kind">) =>
    given(
      await createTarget(admin, {
        name: "Ops",
        events: ["review.waiting", "delivery.dead"],
        locale: "en",
        allowPrivateNetwork: true,
        ...target,
      }),
    );

  const happen = (name = "Roses") =>
    noteEvent(db(), {
      kind: "review.waiting",
      key: `review.waiting:${newId()}`,
      subjectId: newId(),
      facts: { name, launchedBy: newId() },
    });

  const deliveriesTo = (id: string) =>
    db().select().from(notificationDeliveries).where(eq(notificationDeliveries.targetId, id));

  const targetOf = async (id: string) =>
    (await db().select().from(notificationTargets).where(eq(notificationTargets.id, id)))[0];

  /** A delivery of something that all were told of, on its way to a target and in no job. */
  async function deliveryOn(
    targetId: string,
    { attempts }: { attempts: number },
    facts: Record<string, unknown> = { name: "Roses", launchedBy: newId() },
  ): Promise<string> {
    const [eventId, id] = [newId(), newId()];
    const event = { id: eventId, kind: "review.waiting" as const, subjectId: newId(), facts };
    await db()
      .insert(notificationEvents)
      .values({ ...event, key: `review.waiting:${eventId}`, toldAt: new Date() });
    await db().insert(notificationDeliveries).values({ id, targetId, eventId, attempts });
    return id;
  }

  const untilEnded = (id: string) =>
    until(async () => {
      const [delivery] = await deliveriesTo(id);
      return delivery && delivery.state !== "waiting" ? delivery : null;
    });

  test("a webhook is sent what happened, signed, and each event once", async () => {
    const { id, secret = "" } = await add({ kind: "webhook", url: `${receiver.url}/hook` });
    await happen("Roses & <b>Co</b>");
    expect(await untilEnded(id)).toMatchObject({ state: "delivered", attempts: 1, failure: null });
    expect(receiver.received).toHaveLength(1);
    const [{ headers, body, url } = { headers: {}, body: "", url: "" }] = receiver.received;
    expect(url).toBe("/hook");
    expect(secret).toMatch(/^whsec_/);
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({
      type: "review.waiting",
      data: {
        title: "“Roses & <b>Co</b>” has outputs to review",
        name: "Roses & <b>Co</b>",
        url: expect.stringMatching(/^https:\/\/presswork\.example\.com\/review\?batchId=/),
      },
    });
  });

  test.each([
    ["webhook", "/hook", undefined],
    ["slack", "/services/T0/B0/key", undefined],
    ["dingtalk", "/robot/send?access_token=key", "SECabcdefghijk"],
    ["feishu", "/open-apis/bot/v2/hook/key", "feishu-secret"],
    ["wecom", "/cgi-bin/webhook/send?key=key", undefined],
  ] as const)(
    "a server that takes nothing but what %s takes is sent what it takes, in any script",
    async (kind, path, own) => {
      const url = receiver.url + path;
      const { id, secret = own ?? "" } = await add({
        ...{ kind, url, locale: "zh-CN" },
        ...(own && { secret: own }),
      });
      receiver.answer(answerAs(kind, secret));
      await happen(`玫瑰 🌹 <!channel> & "${"香".repeat(700)}"`);
      expect(await untilEnded(id)).toMatchObject({ state: "delivered", attempts: 1, failure: null });
      if (secret === "") return;
      receiver.answer(answerAs(kind, kind === "webhook" ? newWebhookSecret() : "another"));
      expect(given(await testTarget(admin, id))).toMatchObject({ status: "failed" });
    },
  );

  test("what comes often is gathered into one message, which stays the same at every try; what presses goes at once", async () => {
    const { id, secret = "" } = await add({ kind: "webhook", url: receiver.url, digestMinutes: 30 });
    await happen("Waits for its half an hour");
    await noteEvent(db(), {
      ...{ kind: "delivery.dead", key: `delivery.dead:${newId()}`, subjectId: newId() },
      facts: { name: "Shop", failure: { code: "timeout" } },
    });
    await until(async () => receiver.received.length > 0 || null);
    expect(receiver.received.map(({ body }) => JSON.parse(body).type)).toEqual(["delivery.dead"]);
    await db().delete(notificationEvents);
    receiver.received.length = 0;

    const named = (name: string) => deliveryOn(id, { attempts: 0 }, { name, launchedBy: newId() });
    const [first, second] = [await named("Roses"), await named("Irises")];
    receiver.answer({ status: 503 });
    await deliver({ deliveryId: first });
    const third = await named("Later");
    given(await changeTarget(admin, id, { digestMinutes: null }));
    receiver.answer({ status: 200 });
    await deliver({ deliveryId: second });
    await deliver({ deliveryId: first });
    await deliver({ deliveryId: second });
    await deliver({ deliveryId: third });
    const told = receiver.received.map(({ headers, body }) => {
      new Webhook(secret).verify(body, headers);
      const { type, data } = JSON.parse(body) as { type: string; data: { title: string; events?: [] } };
      return [headers["webhook-id"], type, data.title, data.events?.length];
    });
    expect(told).toEqual([
      [first, "digest", "2 events", 2],
      [first, "digest", "2 events", 2],
      [third, "review.waiting", "“Later” has outputs to review", undefined],
    ]);
    const ended = await deliveriesTo(id);
    expect(new Set(ended.map(({ state }) => state))).toEqual(new Set(["delivered"]));
  });

  test("a team's target hears of what its members launched, and of nothing else", async () => {
    const { actor: member } = await addMember(["operator"]);
    await db().update(members).set({ team: "Scents" }).where(eq(members.id, member.memberId));
    const { id } = await add({
      ...{
        kind: "webhook",
        url: receiver.url,
        team: " Scents ",
        events: ["review.waiting", "budget.crossed"],
      },
    });
    expect((await targetOf(id))?.team).toBe("Scents");
    await happen("Of nobody in the team");
    await noteEvent(db(), {
      ...{ kind: "budget.crossed", key: `budget.crossed:${newId()}`, subjectId: newId() },
      facts: { by: "budget", name: "All", share: 80, spent: "8", amount: "10", currency: "USD" },
    });
    await noteEvent(db(), {
      ...{ kind: "review.waiting", key: `review.waiting:${newId()}`, subjectId: newId() },
      facts: { name: "Of the team", launchedBy: member.memberId },
    });
    expect(await untilEnded(id)).toMatchObject({ state: "delivered" });
    expect(receiver.received.map(({ body }) => JSON.parse(body).data.name)).toEqual(["Of the team"]);
    const told = await db().select().from(notificationEvents);
    expect(told.every(({ toldAt }) => toldAt !== null)).toBe(true);
  });

  test("a receiver that fails is asked again, under the same id, until it takes it", async () => {
    const answers = [503, 200];
    receiver.answer(() => ({ status: answers.shift() ?? 200, body: "busy" }));
    const { id } = await add({ kind: "webhook", url: receiver.url });
    await happen();
    const tried = await until(async () => {
      const [delivery] = await deliveriesTo(id);
      return delivery?.attempts === 1 && delivery.failure ? delivery : null;
    });
    expect(tried).toMatchObject({
      state: "waiting",
      failure: { code: "refused", params: { status: 503, words: "busy" } },
    });
    expect(await untilEnded(id)).toMatchObject({ state: "delivered", attempts: 2 });
    const ids = receiver.received.map(({ headers }) => headers["webhook-id"]);
    expect(ids).toEqual([tried.id, tried.id]);
  });

  test("a target that will not take it is dead, says why in its own words, and admins and other targets hear of it", async () => {
    receiver.answer(({ url }) =>
      url.includes("access_token")
        ? { status: 200, body: `{"errcode":310000,"errmsg":"sign not match for ${KEY}"}` }
        : { status: 200 },
    );
    const { id } = await add({
      kind: "dingtalk",
      name: "Group",
      url: `${receiver.url}/robot/send?access_token=${KEY}`,
      secret: "SECabcdefghijk",
    });
    const other = await add({ kind: "webhook", url: `${receiver.url}/other`, events: ["delivery.dead"] });
    await happen();
    expect(await untilEnded(id)).toMatchObject({ state: "dead", attempts: 1 });
    expect(await untilEnded(other.id)).toMatchObject({ state: "delivered" });
    const view = given(await viewTarget(admin, id));
    expect(view.last?.failure?.params?.words).toMatch(/^sign not match for/);
    expect(receiver.received[0]?.url).toMatch(/&timestamp=\d+&sign=/);
    const told = await until(async () => {
      const { items } = await readNotifications(admin, { limit: 5, unread: true });
      return items.find(({ event }) => event.kind === "delivery.dead");
    });
    expect(told.event.subjectId).toBe(id);
    // The dead one is not told of itself.
    expect(await deliveriesTo(id)).toHaveLength(1);
    expect(textOf(told.event, "en").detail).toContain("set its address right, and send a test");
    expect(view.target.deadAt).not.toBeNull();
    receiver.answer({ status: 200, body: '{"errcode":0}' });
    expect(given(await testTarget(admin, id))).toEqual({ status: "delivered" });
    expect(given(await viewTarget(admin, id)).target.deadAt).toBeNull();
  });

  test("when one that is told of dead targets dies itself, members hear of it, and no other target", async () => {
    receiver.answer(({ url }) => ({ status: url === "/gone" ? 410 : 200 }));
    const [first, gone, other] = [
      await add({ kind: "webhook", url: receiver.url, events: ["batch.paused"] }),
      await add({ kind: "webhook", url: `${receiver.url}/gone`, events: ["delivery.dead"] }),
      await add({ kind: "webhook", url: `${receiver.url}/other`, events: ["delivery.dead"] }),
    ];
    await giveUpDelivery({ deliveryId: await deliveryOn(first.id, { attempts: 0 }) });
    await until(async () => {
      const { items } = await readNotifications(admin, { limit: 9, unread: true });
      return items.some(({ event }) => event.subjectId === gone.id);
    });
    expect(await untilEnded(gone.id)).toMatchObject({ state: "dead" });
    expect(await untilEnded(other.id)).toMatchObject({ state: "delivered" });
    expect(await deliveriesTo(other.id)).toHaveLength(1);
    // Another address is another chance.
    given(await changeTarget(admin, gone.id, { url: receiver.url }));
    expect((await targetOf(gone.id))?.deadAt).toBeNull();
  });

  test("a chat is sent no more than it takes in a minute, and one that says 429 is left alone as long as it says", async () => {
    let isFirst = true;
    receiver.answer(() => {
      const refuses = isFirst;
      isFirst = false;
      return refuses ? { status: 429, headers: { "retry-after": "7" } } : { status: 200, body: "ok" };
    });
    const { id } = await add({ kind: "slack", url: `${receiver.url}/services/T0/B0/${KEY}` });
    await happen();
    await until(async () => (await deliveriesTo(id))[0]?.attempts === 1);
    const [target] = await db().select().from(notificationTargets).where(eq(notificationTargets.id, id));
    const waitMs = (target?.nextSendAt?.getTime() ?? 0) - Date.now();
    expect(waitMs).toBeGreaterThan(5_000);
    await happen("Another");
    await until(async () => (await deliveriesTo(id)).length === 2);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(receiver.received).toHaveLength(1);
    const ended = await until(async () => {
      const all = await deliveriesTo(id);
      return all.every(({ state }) => state === "delivered") ? all : null;
    }, 40_000);
    expect(ended).toHaveLength(2);
  });

  test("a chat whose code is no number has refused, in its own words, and what follows is told all the same", async () => {
    const answer = '{"code":"UNAUTHORIZED","msg":"no token"}';
    receiver.answer(({ url }) => ({ status: 200, body: url === "/chat" ? answer : "ok" }));
    const chat = await add({ kind: "feishu", url: `${receiver.url}/chat` });
    const other = await add({ kind: "webhook", url: `${receiver.url}/other` });
    const deliveryId = await deliveryOn(chat.id, { attempts: 7 });
    await deliver({ deliveryId });
    expect(await deliveriesTo(chat.id)).toMatchObject([
      { state: "dead", failure: { code: "unreadable", params: { words: answer } } },
    ]);
    const isTold = (words: string) =>
      receiver.received.some(({ url, body }) => url === "/other" && body.includes(words));
    await until(async () => isTold("delivery.dead"));
    await happen("Afterwards");
    await until(async () => isTold("Afterwards"));
    expect(await deliveriesTo(other.id)).toHaveLength(2);
  });

  test("a message that waits long for its own next try keeps no other back: only what the receiver asks for does", async () => {
    receiver.answer({ status: 429, headers: { "retry-after": "7" } });
    const { id } = await add({ kind: "webhook", url: receiver.url });
    await deliver({ deliveryId: await deliveryOn(id, { attempts: 5 }) });
    const heldMs = async () => ((await targetOf(id))?.nextSendAt?.getTime() ?? 0) - Date.now();
    expect(await heldMs()).toBeGreaterThan(4_000);
    expect(await heldMs()).toBeLessThanOrEqual(7_000);
    await holdTarget(db(), id, new Date(Date.now() + 1_000));
    expect(await heldMs()).toBeGreaterThan(4_000);
    await db().update(notificationTargets).set({ nextSendAt: null }).where(eq(notificationTargets.id, id));
    receiver.answer({ status: 503, headers: { "retry-after": String(10 * 86_400) } });
    await deliver({ deliveryId: await deliveryOn(id, { attempts: 0 }) });
    expect(await heldMs()).toBeGreaterThan(86_000_000);
    expect(await heldMs()).toBeLessThanOrEqual(86_400_000);
  });

  test("words of a receiver that no database takes are kept mended, and the try is counted", async () => {
    receiver.answer({ status: 503, body: `a\0b ${"x".repeat(900)}` });
    const hook = await add({ kind: "webhook", url: receiver.url });
    await deliver({ deliveryId: await deliveryOn(hook.id, { attempts: 4 }) });
    const [kept] = await deliveriesTo(hook.id);
    expect(kept).toMatchObject({ state: "waiting", attempts: 5 });
    expect(kept?.failure?.params?.words).toMatch(/^ab x{297}$/);

    receiver.answer({ status: 200, body: '{"code":19021,"msg":"half \\ud83d of a\\u0000 pair"}' });
    const chat = await add({ kind: "feishu", url: receiver.url });
    await deliver({ deliveryId: await deliveryOn(chat.id, { attempts: 4 }) });
    expect((await deliveriesTo(chat.id))[0]).toMatchObject({
      attempts: 5,
      failure: { params: { words: "half \uFFFD of a pair" } },
    });

    const server = await startMailServer({ refuse: { code: 451, words: `Busy\0 now ${"x".repeat(400)}` } });
    process.env.SMTP_URL = server.url;
    const mail = await add({ kind: "email", address: "ops@example.com" });
    await deliver({ deliveryId: await deliveryOn(mail.id, { attempts: 4 }) });
    await server.stop();
    const [refused] = await deliveriesTo(mail.id);
    expect(refused).toMatchObject({ state: "waiting", attempts: 5, failure: { params: { status: 451 } } });
    expect(refused?.failure?.params?.words).toMatch(/^Busy now x{291}$/);
  });

  test("a delivery that was given up is told of like any other that is dead, once", async () => {
    const { id } = await add({
      kind: "webhook",
      name: "Given up",
      url: receiver.url,
      events: ["batch.paused"],
    });
    const deliveryId = await deliveryOn(id, { attempts: 0 });
    await giveUpDelivery({ deliveryId });
    await giveUpDelivery({ deliveryId });
    expect(await deliveriesTo(id)).toMatchObject([{ state: "dead", failure: { code: "given_up" } }]);
    const noted = await db()
      .select()
      .from(notificationEvents)
      .where(eq(notificationEvents.kind, "delivery.dead"));
    expect(noted).toMatchObject([
      { subjectId: id, facts: { name: "Given up", failure: { code: "given_up" } } },
    ]);
  });

  test("a delivery whose event cannot be read is given up at once, and shown nowhere", async () => {
    const { id } = await add({ kind: "webhook", url: receiver.url, events: ["batch.paused"] });
    const deliveryId = await deliveryOn(id, { attempts: 0 }, { name: null });
    await deliver({ deliveryId });
    expect(await deliveriesTo(id)).toMatchObject([{ state: "dead", failure: { code: "given_up" } }]);
    expect(given(await viewTarget(admin, id)).deliveries).toEqual([]);
    expect(receiver.received).toEqual([]);
  });

  test("what has piled up for a chat goes at its pace, each with a job or two, and holds up no other target", async () => {
    const count = 12;
    const sentAt: number[] = [];
    receiver.answer(({ url }) => {
      if (url === "/chat") sentAt.push(Date.now());
      return { status: 200, body: "ok" };
    });
    const chat = await add({ kind: "slack", url: `${receiver.url}/chat` });
    const hook = await add({ kind: "webhook", url: `${receiver.url}/hook` });
    for (let n = 0; n < count; n++) await happen(`Event ${n}`);
    const allDelivered = async (id: string) => {
      const all = await deliveriesTo(id);
      return all.length === count && all.every(({ state }) => state === "delivered");
    };
    await until(() => allDelivered(hook.id));
    expect(sentAt.length).toBeLessThan(count);
    await until(() => allDelivered(chat.id));
    expect(sentAt).toHaveLength(count);
    expect((sentAt.at(-1) ?? 0) - (sentAt[0] ?? 0)).toBeGreaterThan((count - 2) * 1_000);
    const ids = (await deliveriesTo(chat.id)).map(({ id }) => id);
    const [jobs] = await db().execute<{ count: number }>(sql`
      select count(*)::int as count from queue.job
      where name = ${deliverJob.name} and data ->> 'deliveryId' in ${ids}`);
    expect(jobs?.count).toBeGreaterThanOrEqual(count);
    expect(jobs?.count).toBeLessThanOrEqual(2 * count);
  });

  test("keys of targets are nowhere but sealed: not in the database, an answer, the audit log or the log", async () => {
    const logged = vi.spyOn(log, "warn");
    receiver.answer({ status: 400, body: `no such hook: /services/T0/B0/${KEY}` });
    const url = `${receiver.url}/services/T0/B0/${KEY}`;
    const { id } = await add({ kind: "slack", url });
    await changeTarget(admin, id, { name: "Renamed", url });
    const tested = given(await testTarget(admin, id));
    expect(tested.status).toBe("failed");
    await happen();
    await until(async () => (await deliveriesTo(id))[0]?.attempts === 1);
    const kept = await Promise.all([
      db().select().from(notificationTargets),
      db().select().from(notificationDeliveries),
      db().select().from(auditLog),
    ]);
    const shown = [given(await viewTargets(admin)), given(await viewTarget(admin, id)), tested];
    expect(JSON.stringify([kept, shown, logged.mock.calls])).not.toContain(KEY);
    expect(logged).toHaveBeenCalled();
    logged.mockRestore();
  });

  test("keys of targets are sealed anew when the encryption key changes, and work with the new one alone", async () => {
    const { id, secret = "" } = await add({ kind: "webhook", url: receiver.url });
    process.env.ENCRYPTION_KEY = `${newKey},${oldKey}`;
    expect((await resealSecrets(database().sql)).count).toBeGreaterThanOrEqual(2);
    process.env.ENCRYPTION_KEY = newKey;
    expect(given(await testTarget(admin, id))).toEqual({ status: "delivered" });
    const [{ body, headers } = { body: "", headers: {} }] = receiver.received;
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: "test" });
    process.env.ENCRYPTION_KEY = oldKey;
    expect(given(await testTarget(admin, id))).toMatchObject({ failure: { code: "key_lost" } });
  });

  test("nothing inside this network is reached without leave, by address or by name", async () => {
    const literal = await createTarget(admin, {
      name: "Inside",
      kind: "webhook",
      url: receiver.url,
      events: ["batch.paused"],
      locale: "en",
      allowPrivateNetwork: false,
    });
    expect(literal).toMatchObject({
      refusal: { code: "invalid_input", fields: [{ path: "url", code: "private_address" }] },
    });
    const { id } = await add({ kind: "webhook", url: receiver.url });
    expect(await changeTarget(admin, id, { allowPrivateNetwork: false })).toMatchObject({ ok: true });
    expect(given(await testTarget(admin, id))).toMatchObject({ failure: { code: "private_address" } });
    expect(receiver.received).toEqual([]);
  });

  test("nobody is followed who sends a message elsewhere", async () => {
    receiver.answer(({ url }) =>
      url === "/" ? { status: 307, headers: { location: `${receiver.url}/stolen` } } : { status: 200 },
    );
    const { id } = await add({ kind: "webhook", url: receiver.url });
    expect(given(await testTarget(admin, id))).toMatchObject({
      status: "failed",
      failure: { code: "refused", params: { status: 307 } },
    });
    expect(receiver.received).toHaveLength(1);
  });

  test("another URL of a signing robot forgets the secret of the former, and an archived target is sent nothing", async () => {
    const { id } = await add({ kind: "feishu", url: `${receiver.url}/a`, secret: "first-secret" });
    expect(given(await viewTarget(admin, id)).target.hasSecret).toBe(true);
    given(await changeTarget(admin, id, { url: `${receiver.url}/b` }));
    expect(given(await viewTarget(admin, id)).target.hasSecret).toBe(false);
    given(await changeTarget(admin, id, { secret: "second-secret" }));
    receiver.answer({ status: 200, body: '{"code":0,"msg":"success"}' });
    expect(given(await testTarget(admin, id))).toEqual({ status: "delivered" });
    expect(JSON.parse(receiver.received[0]?.body ?? "{}")).toHaveProperty("sign");
    given(await archiveTarget(admin, id));
    await happen();
    expect(await testTarget(admin, id)).toMatchObject({ refusal: { code: "not_found" } });
    const [archived] = await db()
      .select()
      .from(notificationTargets)
      .where(and(eq(notificationTargets.id, id), sql`sealed_url is null and sealed_secret is null`));
    expect(archived).toBeDefined();
    expect(await deliveriesTo(id)).toEqual([]);
  });

  test("only admins keep targets", async () => {
    for (const role of ["operator", "reviewer", "manager"] as const) {
      const { actor } = await addMember([role]);
      expect(await viewTargets(actor)).toMatchObject({ refusal: { code: "forbidden" } });
      expect(await archiveTarget(actor, newId())).toMatchObject({ refusal: { code: "forbidden" } });
    }
  });

  test("mail goes out by SMTP, one line of subject whatever the name holds, in the language of the target", async () => {
    const mail = await startMailServer();
    process.env.SMTP_URL = mail.url;
    process.env.SMTP_FROM = "Presswork <presswork@example.com>";
    const { id } = await add({ kind: "email", address: "ops@example.com", locale: "zh-CN" });
    await happen("Roses\r\nBcc: everybody@example.com\r\n\r\nand more");
    expect(await untilEnded(id)).toMatchObject({ state: "delivered" });
    await mail.stop();
    expect(mail.received).toHaveLength(1);
    const [{ raw, to } = { raw: "", to: [] }] = mail.received;
    const [head = "", ...rest] = raw.split("\r\n\r\n");
    expect(to).toEqual(["ops@example.com"]);
    expect(head).toMatch(/^From: Presswork <presswork@example\.com>$/m);
    expect(head).not.toMatch(/^Bcc:/im);
    expect(head).toMatch(/^Auto-Submitted: auto-generated$/m);
    expect(rest.join("\n")).toBeTruthy();
  });

  test("a mail server that refuses is quoted, one that is not there is told as such, and none set says so", async () => {
    const mail = await startMailServer({ refuse: { code: 550, words: "No such mailbox here" } });
    const { id } = await add({ kind: "email", address: "gone@example.com" });
    expect(given(await testTarget(admin, id))).toMatchObject({ failure: { code: "smtp_not_set" } });
    process.env.SMTP_URL = mail.url;
    expect(given(await testTarget(admin, id))).toMatchObject({
      failure: { code: "refused", params: { status: 550, words: "No such mailbox here" } },
    });
    await happen();
    expect(await untilEnded(id)).toMatchObject({ state: "dead", attempts: 1 });
    await mail.stop();
    expect(given(await testTarget(admin, id))).toMatchObject({ failure: { code: "connection_refused" } });
  });
});

interface MailServer {
  url: string;
  received: { raw: string; to: string[] }[];
  stop(): Promise<void>;
}

async function startMailServer({
  refuse,
}: {
  refuse?: { code: number; words: string };
} = {}): Promise<MailServer> {
  const received: MailServer["received"] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo(_address, _session, callback) {
      if (!refuse) return callback();
      callback(Object.assign(new Error(refuse.words), { responseCode: refuse.code }));
    },
    onData(stream, session, callback) {
      text(stream).then((raw) => {
        received.push({ raw, to: session.envelope.rcptTo.map(({ address }) => address) });
        callback();
      }, callback);
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as { port: number };
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
