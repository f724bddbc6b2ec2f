import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { noteEvent } from "#db/queries/notifications/events.ts";
import { recordAttempts } from "#db/queries/spend.ts";
import { members } from "#db/schema/auth.ts";
import { notificationEvents, notifications } from "#db/schema/notifications.ts";
import { budgets } from "#db/schema/spend.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { eraseMember } from "#lib/auth/erase-member.ts";
import { cancelBatch, pauseBatch, resumeBatch } from "#lib/batches/run/control-batch.ts";
import { newId } from "#lib/new-id.ts";
import { muteKinds, viewKinds } from "#lib/notifications/choose-kinds.ts";
import { textOf } from "#lib/notifications/event-text.ts";
import {
  countOwnUnread,
  readAll,
  readNotifications,
  readOne,
} from "#lib/notifications/read-notifications.ts";
import { sweepTold, tellEvents } from "#lib/notifications/tell-events.ts";
import { log } from "#lib/observability/log.ts";
import { encodeCursor } from "#lib/page.ts";
import { changeBudget, createBudget } from "#lib/spend/budgets/save-budget.ts";
import { addMember } from "#tests/auth/people.ts";
import {
  launch,
  makeMaterials,
  operator,
  until,
  untilState,
  workHere,
} from "#tests/batches/batch-fixture.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";

vi.setConfig({ testTimeout: 90_000 });

const ALL = { limit: 50, unread: false };

describeOnDatabase("who is told of what", () => {
  let provider: TestProvider;
  let reviewer: Actor;
  let manager: Actor;
  let admin: Actor;
  beforeAll(async () => {
    provider = await startProvider();
    await workHere();
    const { memberId: id, name, roles } = operator;
    await db()
      .insert(members)
      .values({ id, name, email: "olga@example.com", roles: [...roles, "reviewer"] });
    reviewer = (await addMember(["reviewer"])).actor;
    manager = (await addMember(["manager"])).actor;
    admin = (await addMember(["admin"])).actor;
  });
  beforeEach(async () => {
    await db().update(budgets).set({ archivedAt: new Date() });
    await db().delete(notificationEvents);
  });
  afterAll(() => provider.stop());

  /** What somebody was told, in English, oldest first. */
  async function toldTo(actor: Actor): Promise<string[]> {
    await untilAllTold();
    const { items } = await readNotifications(actor, ALL);
    return items.map(({ event }) => `${event.kind}: ${textOf(event, "en").title}`).reverse();
  }

  async function untilAllTold(): Promise<void> {
    await until(async () => {
      const untold = await db().execute(sql`select from notification_events where told_at is null`);
      return untold.length === 0;
    });
  }

  test("whoever launched a batch hears that it is over, and reviewers once that its first outputs wait", async () => {
    const id = await launch(await makeMaterials({ providerUrl: provider.url, rows: 250 }), { name: "Roses" });
    await untilState(id, ["succeeded"]);
    expect(await toldTo(operator)).toEqual(["batch.finished: “Roses” is finished"]);
    expect(await toldTo(reviewer)).toEqual(["review.waiting: “Roses” has outputs to review"]);
    expect(await toldTo(manager)).toEqual([]);
    const [own] = (await readNotifications(operator, ALL)).items;
    if (!own) throw new Error("nothing told");
    expect(textOf(own.event, "en")).toMatchObject({
      detail: "250 made, 0 failed, 0 skipped.",
      path: `/batches/${id}`,
    });
    expect(textOf(own.event, "zh-CN").title).toBe("“Roses”已完成");
  });

  test("whoever launched a batch hears why it was paused, each time, and of nothing they did themselves", async () => {
    provider.latency(400);
    const materials = await makeMaterials({
      providerUrl: provider.url,
      rows: 300,
      limits: { concurrency: 2 },
    });
    const id = await launch(materials, { name: "Lilies" });
    expect(await pauseBatch(manager, id)).toMatchObject({ ok: true });
    await resumeBatch({ ...operator, roles: ["operator"] }, { id });
    await pauseBatch(manager, id);
    await resumeBatch(manager, { id });
    await pauseBatch(operator, id);
    expect(await toldTo(operator)).toEqual([
      "batch.paused: “Lilies” is paused",
      "batch.paused: “Lilies” is paused",
    ]);
    const [own] = (await readNotifications(operator, ALL)).items;
    expect(own && textOf(own.event, "en").detail).toBe(`Paused by ${manager.name}.`);
    await cancelBatch(manager, id);
    expect((await toldTo(operator)).at(-1)).toBe("batch.finished: “Lilies” was cancelled");
    provider.latency(0);
  });

  test("a batch that reaches its cap tells its launcher that it stands, and who keeps the money of the cap", async () => {
    const materials = await makeMaterials({ providerUrl: provider.url, rows: 60 });
    const id = await launch(materials, {
      name: "Tulips",
      budgetCap: { amount: "0.003", currency: "USD" },
      parameters: { maxOutputTokens: 60 },
    });
    await untilState(id, ["paused"]);
    expect(await toldTo(operator)).toEqual(["batch.paused: “Tulips” is paused"]);
    const capReached = ["budget.crossed: “Tulips” has reached its budget cap"];
    await until(async () => (await toldTo(manager)).length > 0);
    expect(await toldTo(manager)).toEqual(capReached);
    expect(await toldTo(admin)).toEqual(capReached);
  });

  test("of a budget it is told when 50, 80 and 100 % of it are used, once each, and again of another amount", async () => {
    const budget = await createBudget(manager, {
      name: "Autumn",
      amount: { amount: "10", currency: "USD" },
      scope: { kind: "all" },
      timeZone: "UTC",
    });
    if (!budget.ok) throw new Error(budget.refusal.code);
    for (const cost of ["4", "1.5", "0.5", "2.5", "0.1", "1.4"]) await spend(cost);
    const shares = ["Budget “Autumn”: 50 % used", "Budget “Autumn”: 80 % used", "Budget “Autumn” is used up"];
    expect(await toldTo(manager)).toEqual(shares.map((title) => `budget.crossed: ${title}`));
    expect(await toldTo(reviewer)).toEqual([]);
    await changeBudget(manager, budget.value.id, { amount: { amount: "12", currency: "USD" } });
    expect((await toldTo(manager)).slice(3)).toEqual(["budget.crossed: Budget “Autumn”: 80 % used"]);
  });

  test("an event that is noted again, and told by several processes at once, is told once", async () => {
    const event = {
      kind: "review.waiting" as const,
      key: "review.waiting:once",
      subjectId: newId(),
      facts: { name: "Asters", launchedBy: operator.memberId },
    };
    await Promise.all(Array.from({ length: 5 }, () => noteEvent(db(), event)));
    await Promise.all(Array.from({ length: 5 }, () => tellEvents()));
    await noteEvent(db(), event);
    await db().update(notificationEvents).set({ toldAt: null }).where(eq(notificationEvents.key, event.key));
    expect(await toldTo(reviewer)).toEqual(["review.waiting: “Asters” has outputs to review"]);
  });

  test("an event that cannot be read is told to nobody, with an error in the log, and stops no other", async () => {
    const logged = vi.spyOn(log, "error");
    const key = "delivery.dead:unreadable";
    const failure = { code: "refused", params: { status: null, words: "" } };
    await noteEvent(db(), {
      kind: "delivery.dead",
      key,
      subjectId: newId(),
      facts: { name: "Chat", failure },
    });
    await noteWaiting("Daisies");
    expect(await toldTo(reviewer)).toEqual(["review.waiting: “Daisies” has outputs to review"]);
    const [row] = await db().select().from(notificationEvents).where(eq(notificationEvents.key, key));
    expect(row?.toldAt).toBeInstanceOf(Date);
    expect(logged).toHaveBeenCalledWith(
      expect.objectContaining({ event: row?.id, kind: "delivery.dead" }),
      "a noted event cannot be read",
    );
    logged.mockRestore();
    // One that people were told of before its kind had other facts.
    if (!row) throw new Error("nothing noted");
    const { id: eventId, at } = row;
    await db().insert(notifications).values({ memberId: reviewer.memberId, eventId, at });
    expect(await toldTo(reviewer)).toEqual(["review.waiting: “Daisies” has outputs to review"]);
  });

  test("a cursor of notifications that is not ours starts from the beginning", async () => {
    await noteWaiting("Violets");
    await untilAllTold();
    const strange: (string | number)[][] = [
      [new Date().toISOString(), "x"],
      ["x", newId()],
      [1, newId()],
      ["+012345-01-01T00:00:00.000Z", newId()],
      ["0000-01-01T00:00:00.000Z", newId()],
      ["-000044-03-15T00:00:00.000Z", newId()],
    ];
    for (const position of strange) {
      const { items } = await readNotifications(reviewer, { ...ALL, cursor: encodeCursor(position) });
      expect(items).toHaveLength(1);
    }
  });

  test("telling that ends before it is done leaves nobody told in part", async () => {
    await db()
      .transaction(async (tx) => {
        await noteEvent(tx, {
          kind: "review.waiting",
          key: "review.waiting:rolled-back",
          subjectId: newId(),
          facts: { name: "Never", launchedBy: operator.memberId },
        });
        throw new Error("killed");
      })
      .catch(() => {});
    expect(await toldTo(reviewer)).toEqual([]);
  });

  test("one's own are marked as read, one and all, and nobody else's", async () => {
    for (const name of ["One", "Two", "Three"]) await noteWaiting(name);
    expect(await toldTo(reviewer)).toHaveLength(3);
    const other = (await addMember(["reviewer"])).actor;
    expect(await countOwnUnread(reviewer)).toBe(3);
    const [newest] = (await readNotifications(reviewer, { ...ALL, unread: true })).items;
    if (!newest) throw new Error("nothing told");
    expect(await readOne(other, newest.event.id)).toMatchObject({ refusal: { code: "not_found" } });
    expect(await readOne(reviewer, newest.event.id)).toMatchObject({ ok: true });
    expect(await countOwnUnread(reviewer)).toBe(2);
    expect((await readNotifications(reviewer, { ...ALL, unread: true })).items).toHaveLength(2);
    expect(await readAll(reviewer, new Date())).toBe(2);
    expect(await countOwnUnread(reviewer)).toBe(0);
  });

  test("pages of notifications have each of them once, also where many came in one moment", async () => {
    await db().transaction(async (tx) => {
      for (let n = 0; n < 7; n++)
        await noteEvent(tx, {
          kind: "review.waiting",
          key: `review.waiting:same-moment-${n}`,
          subjectId: newId(),
          facts: { name: String(n), launchedBy: operator.memberId },
        });
    });
    await untilAllTold();
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await readNotifications(reviewer, { limit: 2, unread: false, cursor });
      seen.push(...page.items.map(({ event }) => event.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(new Set(seen).size).toBe(7);
    expect(seen).toHaveLength(7);
  });

  test("people are offered what their roles hear of, and are told of nothing they turned off", async () => {
    expect((await viewKinds(operator)).map(({ kind }) => kind)).toEqual([
      "batch.finished",
      "batch.paused",
      "launch.decided",
      "delivery.dead",
    ]);
    expect(await muteKinds(reviewer, ["review.waiting"])).toEqual([
      { kind: "review.waiting", wanted: false },
    ]);
    await noteWaiting("Quiet");
    expect(await toldTo(reviewer)).toEqual([]);
    await muteKinds(reviewer, []);
    await noteWaiting("Loud");
    expect(await toldTo(reviewer)).toEqual(["review.waiting: “Loud” has outputs to review"]);
  });

  test("what was told a quarter of a year ago is removed, and nothing newer or untold", async () => {
    await noteWaiting("Old");
    await noteWaiting("New");
    await untilAllTold();
    await db().execute(sql`
      update notification_events set at = now() - interval '91 days' where facts ->> 'name' = 'Old'`);
    while (await sweepTold(new Date()));
    expect(await toldTo(reviewer)).toEqual(["review.waiting: “New” has outputs to review"]);
  });

  test("of a person who is erased no notification is left, nor their name in those of others", async () => {
    const leaver = (await addMember(["manager", "reviewer"])).actor;
    await noteWaiting("Irises");
    await noteEvent(db(), {
      kind: "batch.paused",
      key: "batch.paused:by-leaver",
      subjectId: newId(),
      facts: {
        name: "Irises",
        launchedBy: operator.memberId,
        reason: { code: "paused_by", params: { name: leaver.name } },
        by: leaver.memberId,
      },
    });
    expect(await toldTo(leaver)).toHaveLength(1);
    expect(await eraseMember(admin, leaver.memberId)).toMatchObject({ ok: true });
    expect(
      await db().select().from(notifications).where(eq(notifications.memberId, leaver.memberId)),
    ).toEqual([]);
    const rows = await db().select().from(notificationEvents);
    expect(JSON.stringify(rows)).not.toContain(leaver.name);
  });

  async function noteWaiting(name: string): Promise<void> {
    await noteEvent(db(), {
      kind: "review.waiting",
      key: `review.waiting:${newId()}`,
      subjectId: newId(),
      facts: { name, launchedBy: operator.memberId },
    });
  }

  async function spend(cost: string): Promise<void> {
    await recordAttempts(db(), [
      {
        id: newId(),
        kind: "settled",
        runKind: "trial",
        runId: newId(),
        seq: 0,
        modelId: newId(),
        priceId: newId(),
        memberId: operator.memberId,
        outcome: "answered",
        cost,
        currency: "USD",
      },
    ]);
  }
});
