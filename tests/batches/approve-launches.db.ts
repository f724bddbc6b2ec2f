import { randomBytes } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { beginMonths } from "#db/queries/spend/budgets.ts";
import { recordAttempts } from "#db/queries/spend.ts";
import { auditLog } from "#db/schema/auth.ts";
import { batches } from "#db/schema/batches.ts";
import { prices } from "#db/schema/models.ts";
import { notificationEvents } from "#db/schema/notifications.ts";
import { budgets } from "#db/schema/spend.ts";
import { answerOnce } from "#lib/api/answer-once.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { findActorByToken } from "#lib/auth/find-actor-by-token.ts";
import { listLaunchLimits, setLaunchLimit } from "#lib/auth/launch-limits.ts";
import { approveLaunch, refuseLaunch } from "#lib/batches/launch/decide-launch.ts";
import { type Launch, launchBatch } from "#lib/batches/launch/launch-batch.ts";
import { previewBatch } from "#lib/batches/launch/preview-batch.ts";
import { cancelBatch, pauseBatch, resumeBatch, retryBatch } from "#lib/batches/run/control-batch.ts";
import { runDueSchedule, runScheduleNow } from "#lib/batches/schedules/run-schedule.ts";
import { createSchedule } from "#lib/batches/schedules/save-schedule.ts";
import { viewSchedule } from "#lib/batches/schedules/view-schedules.ts";
import { viewBatch, viewBatches } from "#lib/batches/view/view-batch.ts";
import { newId } from "#lib/new-id.ts";
import { textOf } from "#lib/notifications/event-text.ts";
import { readNotifications } from "#lib/notifications/read-notifications.ts";
import { createBudget } from "#lib/spend/budgets/save-budget.ts";
import { addMember, addToken } from "#tests/auth/people.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { booksOf, type Materials, makeMaterials, until, untilState, workHere } from "./batch-fixture.ts";

vi.setConfig({ testTimeout: 90_000 });
vi.stubEnv("ENCRYPTION_KEY", randomBytes(32).toString("base64"));

const ROWS = 3;
const usd = (amount: string) => ({ amount, currency: "USD" });

describeOnDatabase("launches that wait for approval", () => {
  let provider: TestProvider;
  let materials: Materials;
  let launcher: Actor;
  let launcherId: string;
  let manager: Actor;
  let admin: Actor;
  beforeAll(async () => {
    provider = await startProvider();
    await workHere();
    manager = (await addMember(["manager"])).actor;
    admin = (await addMember(["admin"])).actor;
  });
  afterAll(() => provider.stop());
  beforeEach(async () => {
    await db().update(budgets).set({ archivedAt: new Date() });
    materials = await makeMaterials({ providerUrl: provider.url, rows: ROWS });
    ({ actor: launcher, id: launcherId } = await addMember(["operator"]));
    await setLaunchLimit(manager, launcherId, usd("5"));
  });

  const ask = (actor: Actor, part: Partial<Launch> = {}) =>
    launchBatch(actor, {
      ...{ name: "Roses", ...materials, parameters: { maxOutputTokens: 100 } },
      budgetCap: usd("6"),
      ...part,
    });
  async function launched(actor: Actor, part: Partial<Launch> = {}): Promise<string> {
    const made = await ask(actor, part);
    if (!made.ok) throw new Error(JSON.stringify(made.refusal));
    return made.value.id;
  }
  const stateOf = async (id: string) => (await booksOf(id)).batch.state;
  const callsBefore = () => provider.requests();
  async function toldTo(actor: Actor) {
    await until(async () => {
      const untold = await db().execute(sql`select from notification_events where told_at is null`);
      return untold.length === 0;
    });
    const { items } = await readNotifications(actor, { limit: 50, unread: false });
    return items.map(({ event }) => `${event.kind}: ${textOf(event, "en").title}`);
  }

  test("at the limit a launch runs; above it, it calls and reserves nothing until somebody else approves", async () => {
    const small = await launched(launcher, { budgetCap: usd("5") });
    await untilState(small, ["succeeded"]);
    const before = callsBefore();
    const id = await launched(launcher);
    expect(await viewBatch(launcher, id)).toMatchObject({
      value: {
        ...{ status: "awaiting-approval", startedAt: null, waitingFor: { code: "waits_for_approval" } },
        approval: { decision: null, reasons: [{ code: "above_launch_limit", params: { limit: "5 USD" } }] },
        reserved: { amount: "0" },
      },
    });
    for (const touch of [pauseBatch, retry, resume])
      expect(await touch(manager, id)).toMatchObject({ refusal: { code: expect.any(String) } });
    expect(callsBefore()).toBe(before);
    const waiting = await viewBatches(manager, { state: ["awaiting-approval"], limit: 50 });
    expect(waiting.ok && waiting.value.items.map((batch) => batch.id)).toEqual([id]);
    expect(await approveLaunch(manager, id)).toMatchObject({ value: { id, status: "scheduled" } });
    await untilState(id, ["succeeded"]);
    const { batch, items } = await booksOf(id);
    expect(items).toHaveLength(ROWS);
    expect(batch).toMatchObject({ cap: "6", reserved: "0" });
    expect(callsBefore()).toBe(before + ROWS);
    expect(await viewBatch(launcher, id)).toMatchObject({
      value: { approval: { decision: "approved", decidedBy: { name: manager.name }, note: null } },
    });
    expect(await toldTo(admin)).toContain("launch.waiting: “Roses” waits for your approval");
    expect(await toldTo(launcher)).toContain("launch.decided: “Roses” was approved");
    expect(await toldTo(launcher)).not.toContain("launch.waiting: “Roses” waits for your approval");
    const audited = await db().select().from(auditLog).where(eq(auditLog.targetId, id)).orderBy(auditLog.id);
    expect(audited.map(({ action }) => action)).toEqual(["batches.launch", "batches.approve"]);
  });

  const retry = (actor: Actor, id: string) => retryBatch(actor, { id });
  const resume = (actor: Actor, id: string) => resumeBatch(actor, { id });

  test("of two who decide at once one does, and what they decided is what happens", async () => {
    const id = await launched(launcher);
    const answers = await Promise.all([
      approveLaunch(manager, id),
      refuseLaunch(admin, { id, note: "Not this month." }),
      approveLaunch(admin, id),
    ]);
    const [first, ...others] = answers.filter(({ ok }) => ok);
    expect(others).toEqual([]);
    if (!first?.ok) throw new Error("nobody decided");
    if (first.value.status === "scheduled") await untilState(id, ["succeeded"]);
    else expect(await stateOf(id)).toBe("cancelled");
    const rows = await db().select().from(notificationEvents).where(eq(notificationEvents.subjectId, id));
    expect(rows.filter(({ kind }) => kind === "launch.decided")).toHaveLength(1);
    for (const answer of answers) if (!answer.ok) expect(answer.refusal.code).toBe("batch_not_in_state");
  });

  test("nobody approves their own: not as a manager too, not by a token, not without the permission", async () => {
    const { actor: both, id: bothId } = await addMember(["operator", "manager"]);
    await setLaunchLimit(admin, bothId, usd("1"));
    const id = await launched(both);
    const { token } = await addToken(bothId);
    const byToken = await findActorByToken(token);
    if (!byToken) throw new Error("no actor");
    for (const actor of [both, byToken]) {
      expect(await approveLaunch(actor, id)).toMatchObject({ refusal: { code: "own_launch" } });
      expect(await refuseLaunch(actor, { id, note: "Mine" })).toMatchObject({
        refusal: { code: "own_launch" },
      });
    }
    const other = (await addMember(["operator", "reviewer"])).actor;
    for (const actor of [launcher, other])
      expect(await approveLaunch(actor, id)).toMatchObject({ refusal: { code: "forbidden" } });
    expect(await stateOf(id)).toBe("awaiting-approval");
    expect(await approveLaunch(manager, newId())).toMatchObject({ refusal: { code: "not_found" } });
    expect(await approveLaunch(manager, "x")).toMatchObject({ refusal: { code: "not_found" } });
    expect(await cancelBatch(both, id)).toMatchObject({ ok: true });
  });

  test("what its launcher has cancelled cannot be approved any more, and costs nothing", async () => {
    const before = callsBefore();
    const id = await launched(launcher);
    expect(await cancelBatch(launcher, id)).toMatchObject({ value: { status: "cancelled" } });
    expect(await approveLaunch(manager, id)).toMatchObject({
      refusal: { code: "batch_not_in_state", params: { state: "cancelled" } },
    });
    expect(await stateOf(id)).toBe("cancelled");
    expect(callsBefore()).toBe(before);
  });

  test("a refused launch is over with its note, costs nothing and cannot be resumed", async () => {
    const before = callsBefore();
    const id = await launched(launcher, { reviewPlan: { kind: "lots", aql: "1.0", level: "II" } });
    expect(await refuseLaunch(manager, { id, note: " Wait for the new prices. \u0000" })).toMatchObject({
      value: { status: "cancelled" },
    });
    expect(await viewBatch(launcher, id)).toMatchObject({
      value: {
        ...{ status: "cancelled", spent: usd("0"), reserved: usd("0"), waitingFor: null },
        approval: { decision: "refused", note: "Wait for the new prices." },
      },
    });
    for (const touch of [resume, retry])
      expect(await touch(manager, id)).toMatchObject({ refusal: { code: "batch_not_in_state" } });
    const { entries, items } = await booksOf(id);
    expect([entries, items]).toEqual([[], []]);
    expect(callsBefore()).toBe(before);
    expect(await toldTo(launcher)).toContain("launch.decided: “Roses” was refused");
  });

  test("a request that is sent again approves once, and answers the same", async () => {
    const id = await launched(launcher);
    const question = { actor: manager, key: newId(), body: { id } };
    const work = async () => {
      const answer = await approveLaunch(manager, id);
      if (!answer.ok) throw new Error(answer.refusal.code);
      return answer.value;
    };
    const first = await answerOnce(question, work);
    expect(await answerOnce(question, work)).toEqual(first);
    expect(first).toMatchObject({ value: { status: "scheduled" } });
    await untilState(id, ["succeeded"]);
  });

  test("an approval that is killed before it is whole leaves the launch waiting, untold", async () => {
    const id = await launched(launcher);
    await db().execute(sql`
      create function refuse_job() returns trigger language plpgsql as $$ begin raise exception 'killed'; end $$`);
    await db().execute(sql`create trigger refuse_job before insert on notification_events for each row
      when (new.kind = 'launch.decided') execute function refuse_job()`);
    await expect(approveLaunch(manager, id)).rejects.toThrow();
    await db().execute(sql`drop trigger refuse_job on notification_events`);
    await db().execute(sql`drop function refuse_job()`);
    expect(await stateOf(id)).toBe("awaiting-approval");
    expect(await viewBatch(manager, id)).toMatchObject({ value: { approval: { decision: null } } });
    await approveLaunch(manager, id);
    await untilState(id, ["succeeded"]);
  });

  test("a launch under a budget that asks for approval waits, whoever launches it, and other currencies do not count", async () => {
    const free = (await addMember(["operator"])).actor;
    const { memberId } = free;
    const budget = await createBudget(manager, {
      ...{ name: "Autumn", amount: usd("1000"), timeZone: "UTC", scope: { kind: "person", id: memberId } },
      alerts: [{ basis: "actual", share: 50, action: "ask-approval" }],
    });
    if (!budget.ok) throw new Error(budget.refusal.code);
    await untilState(await launched(free), ["succeeded"]);
    const paid = { modelId: newId(), priceId: newId(), memberId, cost: "500", currency: "USD" };
    await recordAttempts(db(), [
      {
        ...{ id: newId(), kind: "settled", runKind: "trial", runId: newId(), seq: 0, outcome: "answered" },
        ...paid,
      },
    ]);
    const id = await launched(free);
    expect(await viewBatch(free, id)).toMatchObject({
      value: {
        status: "awaiting-approval",
        approval: { reasons: [{ code: "budget_asks_approval", params: { budget: "Autumn" } }] },
      },
    });
    expect(await previewBatch(free, materials)).toMatchObject({
      value: {
        approval: { limit: null, budgets: ["Autumn"], approvers: expect.arrayContaining([admin.name]) },
      },
    });
    // Once it was approved, what the budget asks of others does not hold it up.
    await approveLaunch(manager, id);
    await untilState(id, ["succeeded"]);
    await db().update(budgets).set({ currency: "CNY" }).where(eq(budgets.id, budget.value.id));
    await db().transaction((tx) => beginMonths(tx, [budget.value.id]));
    await untilState(await launched(free), ["succeeded"]);
  });

  test("a limit in another currency lets nothing pass, and without one everything does", async () => {
    await setLaunchLimit(admin, launcherId, { amount: "1000000", currency: "CNY" });
    const id = await launched(launcher, { budgetCap: usd("0.5") });
    expect(await viewBatch(launcher, id)).toMatchObject({
      value: { approval: { reasons: [{ code: "launch_limit_other_currency" }] } },
    });
    await setLaunchLimit(admin, launcherId, null);
    await untilState(await launched(launcher, { budgetCap: usd("100000") }), ["succeeded"]);
    // Taking the limit away approves nothing that waits already.
    expect(await stateOf(id)).toBe("awaiting-approval");
  });

  test("a launch for later waits, is approved for then, and starts at once where its time has passed", async () => {
    const tomorrow = new Date(Date.now() + 86_400_000);
    const id = await launched(launcher, { startAt: tomorrow });
    expect(await stateOf(id)).toBe("awaiting-approval");
    await approveLaunch(manager, id);
    expect(await viewBatch(launcher, id)).toMatchObject({
      value: { status: "scheduled", waitingFor: { until: tomorrow.toISOString() } },
    });
    await cancelBatch(launcher, id);
    const late = await launched(launcher, { startAt: tomorrow });
    await db()
      .update(batches)
      .set({ startAt: new Date(0) })
      .where(eq(batches.id, late));
    await approveLaunch(manager, late);
    await untilState(late, ["succeeded"]);
  });

  test("a price that changes meanwhile is told, and one in another currency stops what was approved before it calls", async () => {
    const id = await launched(launcher);
    const before = callsBefore();
    expect(await viewBatch(manager, id)).toMatchObject({ value: { approval: { priceChanged: false } } });
    await addPrice("USD", new Date(Date.now() + 86_400_000));
    expect(await viewBatch(manager, id)).toMatchObject({ value: { approval: { priceChanged: false } } });
    await addPrice("CNY", new Date(Date.now() - 1_000));
    expect(await viewBatch(manager, id)).toMatchObject({ value: { approval: { priceChanged: true } } });
    await approveLaunch(manager, id);
    await untilState(id, ["paused"]);
    expect((await booksOf(id)).batch.pausedFor).toEqual({ code: "price_currency_changed" });
    expect(callsBefore()).toBe(before);
    const [entry] = await db()
      .select()
      .from(auditLog)
      .where(sql`${auditLog.targetId} = ${id} and ${auditLog.action} = 'batches.approve'`);
    expect(entry?.after).toMatchObject({ priceChanged: true, cap: expect.any(String) });
    await cancelBatch(launcher, id);
  });

  async function addPrice(currency: string, effectiveFrom: Date) {
    const { modelId } = materials;
    const row = { id: newId(), modelId, effectiveFrom, currency, inputPerMTok: "3", outputPerMTok: "9" };
    await db().insert(prices).values(row);
  }

  test("what a schedule launches obeys its owner's limit, and who owns it cannot approve its runs", async () => {
    const { actor: owner, id: ownerId } = await addMember(["operator", "manager"]);
    await setLaunchLimit(admin, ownerId, usd("1"));
    const made = await createSchedule(owner, {
      ...{ name: "Daily", cron: "0 9 * * *", timeZone: "UTC" },
      launch: { ...materials, budgetCap: usd("2"), mode: "realtime", reviewPlan: { kind: "every" } },
    });
    if (!made.ok) throw new Error(JSON.stringify(made.refusal));
    const scheduleId = made.value.id;
    const seen = await viewSchedule(owner, scheduleId);
    if (!seen.ok) throw new Error(seen.refusal.code);
    await runDueSchedule({ scheduleId, dueAt: seen.value.nextRunAt ?? "" });
    const ran = await viewSchedule(owner, scheduleId);
    const batch = ran.ok ? ran.value.lastRun?.batch : null;
    expect(batch).toMatchObject({ status: "awaiting-approval" });
    expect(await approveLaunch(owner, batch?.id ?? "")).toMatchObject({ refusal: { code: "own_launch" } });
    await approveLaunch(manager, batch?.id ?? "");
    await untilState(batch?.id ?? "", ["succeeded"]);
    // Run by hand it is whose hand it is.
    const now = await runScheduleNow(launcher, scheduleId);
    expect(now.ok && (await untilState(now.value.id, ["succeeded"]))).toBeTruthy();
  });

  test("a small launch cannot be made a large one by raising its cap", async () => {
    const id = await launched(launcher, { budgetCap: usd("1") });
    await until(async () => (await pauseBatch(launcher, id)).ok || (await stateOf(id)) === "succeeded");
    await db().update(batches).set({ state: "paused", finishedAt: null }).where(eq(batches.id, id));
    expect(await resumeBatch(launcher, { id, budgetCap: usd("5.01") })).toMatchObject({
      refusal: { code: "cap_above_launch_limit", params: { limit: "5 USD" } },
    });
    expect(await resumeBatch(launcher, { id, budgetCap: usd("5") })).toMatchObject({ ok: true });
    await untilState(id, ["succeeded"]);
  });

  test("limits are set by managers and admins, never one's own, and each change is in the audit log", async () => {
    expect(await setLaunchLimit(launcher, launcherId, null)).toMatchObject({
      refusal: { code: "forbidden" },
    });
    expect(await setLaunchLimit(manager, manager.memberId, null)).toMatchObject({
      refusal: { code: "own_launch_limit" },
    });
    for (const id of [newId(), "x"])
      expect(await setLaunchLimit(admin, id, null)).toMatchObject({ refusal: { code: "not_found" } });
    expect(await listLaunchLimits(launcher)).toMatchObject({ refusal: { code: "forbidden" } });
    await setLaunchLimit(admin, launcherId, usd("5.0"));
    await setLaunchLimit(admin, launcherId, { amount: "7.25", currency: "EUR" });
    const listed = await listLaunchLimits(manager);
    expect(listed.ok && listed.value.find(({ memberId }) => memberId === launcherId)).toMatchObject({
      limit: { amount: "7.25", currency: "EUR" },
    });
    const audited = await db()
      .select()
      .from(auditLog)
      .where(sql`${auditLog.targetId} = ${launcherId} and ${auditLog.action} = 'members.limit'`)
      .orderBy(auditLog.id);
    expect(audited.map(({ before, after }) => [before, after])).toEqual([
      [{ launchLimit: null }, { launchLimit: usd("5") }],
      [{ launchLimit: usd("5") }, { launchLimit: { amount: "7.25", currency: "EUR" } }],
    ]);
  });
});
