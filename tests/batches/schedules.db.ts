import { setTimeout as wait } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { findSchedule, listRuns, updateSchedule } from "#db/queries/batches/schedules.ts";
import { auditLog, members } from "#db/schema/auth.ts";
import { batches } from "#db/schema/batches.ts";
import { models } from "#db/schema/models.ts";
import type { Actor } from "#lib/auth/actor.ts";
import type { Role } from "#lib/auth/role.ts";
import { cancelBatch } from "#lib/batches/run/control-batch.ts";
import { arrangeRun } from "#lib/batches/schedules/arrange-run.ts";
import { runDueSchedule, runScheduleNow } from "#lib/batches/schedules/run-schedule.ts";
import { changeSchedule, createSchedule, deleteSchedule } from "#lib/batches/schedules/save-schedule.ts";
import { viewSchedule, viewSchedules } from "#lib/batches/schedules/view-schedules.ts";
import { viewBatch } from "#lib/batches/view/view-batch.ts";
import { newId } from "#lib/new-id.ts";
import { addMember } from "#tests/auth/people.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import {
  booksOf,
  launch,
  type Materials,
  makeMaterials,
  until,
  untilState,
  workHere,
} from "./batch-fixture.ts";

const THREE_DAYS_MS = 3 * 86_400_000;

describeOnDatabase("schedules", () => {
  let provider: TestProvider;
  let materials: Materials;
  let owner: Actor;

  const someone = async (...roles: Role[]): Promise<Actor> => {
    const { id } = await addMember(roles);
    return { memberId: id, name: "Olga", roles, via: "token" };
  };
  const schedule = async (): Promise<string> => {
    const created = await createSchedule(owner, {
      name: "Perfumes of the day",
      cron: "0 9 * * *",
      timeZone: "Asia/Shanghai",
      launch: {
        ...materials,
        budgetCap: { amount: "5", currency: "USD" },
        mode: "realtime",
        reviewPlan: { kind: "every" },
      },
    });
    if (!created.ok) throw new Error(JSON.stringify(created.refusal));
    return created.value.id;
  };
  /** As if the service had been down for days: the schedule is due since then. */
  const missThreeDays = async (id: string): Promise<string> => {
    const found = await findSchedule(db(), id);
    if (!found) throw new Error("No such schedule.");
    await db().transaction((tx) => arrangeRun(tx, found, new Date(Date.now() - THREE_DAYS_MS)));
    return (await findSchedule(db(), id))?.nextRunAt?.toISOString() ?? "";
  };
  const batchesOf = (id: string) => db().select().from(batches).where(eq(batches.scheduleId, id));

  beforeEach(async () => {
    provider ??= await startProvider();
    materials = await makeMaterials({ providerUrl: provider.url, rows: 2 });
    owner = await someone("operator");
  });
  afterAll(() => provider.stop());

  describe("with nobody at work", () => {
    test("a start that was missed happens at the next start of the service, once", async () => {
      const id = await launch(materials, { startAt: new Date(Date.now() + 2_500) });
      const cancelled = await launch(materials, { startAt: new Date(Date.now() + 2_500) });
      expect(await cancelBatch(owner, cancelled)).toMatchObject({ value: { status: "cancelled" } });
      await wait(3_000);
      expect((await booksOf(id)).batch.state).toBe("scheduled");
      const before = provider.billedCalls();
      await workHere();
      await untilState(id, ["succeeded"]);
      expect(provider.billedCalls() - before).toBe(2);
      expect((await booksOf(cancelled)).batch.state).toBe("cancelled");
    });
  });

  describe("with a worker", () => {
    test("what was missed for days is run once, in the name of its owner, and the next run is ahead", async () => {
      const id = await schedule();
      const dueAt = await missThreeDays(id);
      const [batch] = await until(async () => {
        const made = await batchesOf(id);
        return made.length > 0 && made;
      });
      await wait(1_500);
      expect(await batchesOf(id)).toHaveLength(1);
      expect(batch).toMatchObject({ launchedBy: owner.memberId, cap: "5.000000000000" });
      expect(batch?.name).toMatch(/^Perfumes of the day · \d{4}-\d\d-\d\d 09:00$/);
      const after = await findSchedule(db(), id);
      expect(after?.nextRunAt?.getTime()).toBeGreaterThan(Date.now());
      expect((await listRuns(db(), id, 5)).map((run) => run.dueAt.toISOString())).toEqual([dueAt]);
      await untilState(batch?.id ?? "", ["succeeded"]);
      const view = await viewSchedule(owner, id);
      expect(view).toMatchObject({
        value: { lastRun: { dueAt, batch: { id: batch?.id, status: "succeeded" }, refusal: null } },
      });
      expect(await viewBatch(owner, batch?.id ?? "")).toMatchObject({
        value: { schedule: { id, name: "Perfumes of the day" } },
      });
    });

    test("a price that is gone refuses the run; the schedule says so and goes on", async () => {
      const id = await schedule();
      const kept = await findSchedule(db(), id);
      const unpriced = newId();
      const [model] = await db().select().from(models).where(eq(models.id, materials.modelId));
      if (!kept || !model) throw new Error("No such schedule or model.");
      await db()
        .insert(models)
        .values({ ...model, id: unpriced, name: "unpriced" });
      await updateSchedule(db(), id, { launch: { ...kept.launch, modelId: unpriced } });
      await missThreeDays(id);
      const [run] = await until(async () => {
        const runs = await listRuns(db(), id, 5);
        return runs.length > 0 && runs;
      });
      expect(run).toMatchObject({ batch: null, refusal: { code: "unknown_price" } });
      expect(await batchesOf(id)).toHaveLength(0);
      expect((await findSchedule(db(), id))?.nextRunAt?.getTime()).toBeGreaterThan(Date.now());
    });

    test("an owner who may launch no more launches no more", async () => {
      const id = await schedule();
      await db()
        .update(members)
        .set({ roles: ["reviewer"] })
        .where(eq(members.id, owner.memberId));
      await missThreeDays(id);
      const view = await until(async () => {
        const seen = await viewSchedule(owner, id);
        return seen.ok && seen.value.lastRun;
      });
      expect(view).toMatchObject({ batch: null, refusal: { code: "schedule_owner_may_not" } });
      expect(await batchesOf(id)).toHaveLength(0);
    });

    test("a paused one is not due; going on, it does not make up for it", async () => {
      const id = await schedule();
      const dueAt = await missThreeDays(id);
      await changeSchedule(owner, id, { state: "paused" });
      const launchedBefore = (await batchesOf(id)).length;
      await runDueSchedule({ scheduleId: id, dueAt });
      expect(await batchesOf(id)).toHaveLength(launchedBefore);
      expect((await findSchedule(db(), id))?.nextRunAt).toBeNull();
      await changeSchedule(owner, id, { state: "active" });
      expect((await findSchedule(db(), id))?.nextRunAt?.getTime()).toBeGreaterThan(Date.now());
    });
  });

  test("eight workers that take up the same due time launch one batch", async () => {
    const id = await schedule();
    const dueAt = await missThreeDays(id);
    await Promise.all(Array.from({ length: 8 }, () => runDueSchedule({ scheduleId: id, dueAt })));
    await wait(1_000);
    expect(await batchesOf(id)).toHaveLength(1);
    expect(await listRuns(db(), id, 5)).toHaveLength(1);
  });

  test("run now launches in the name of who asks, and leaves the next run as it is", async () => {
    const id = await schedule();
    const before = await findSchedule(db(), id);
    const other = await someone("operator");
    const ran = await runScheduleNow(other, id);
    const [batch] = await batchesOf(id);
    expect(ran).toMatchObject({ ok: true, value: { id: batch?.id } });
    expect(batch?.launchedBy).toBe(other.memberId);
    expect((await findSchedule(db(), id))?.nextRunAt).toEqual(before?.nextRunAt);
  });

  test("whoever changes what is launched owns it; a manager may only pause", async () => {
    const id = await schedule();
    const manager = await someone("manager");
    expect(await changeSchedule(manager, id, { state: "paused" })).toMatchObject({ ok: true });
    expect(await changeSchedule(manager, id, { cron: "0 8 * * *" })).toMatchObject({
      refusal: { code: "forbidden" },
    });
    expect((await findSchedule(db(), id))?.ownerId).toBe(owner.memberId);
    const other = await someone("operator");
    expect(await changeSchedule(other, id, { cron: "0 8 * * *" })).toMatchObject({ ok: true });
    expect(await findSchedule(db(), id)).toMatchObject({ ownerId: other.memberId, state: "paused" });
    const audited = await db().select().from(auditLog).where(eq(auditLog.targetId, id)).orderBy(auditLog.id);
    expect(audited.map(({ action, before }) => [action, before])).toEqual([
      ["schedules.create", null],
      ["schedules.change", expect.objectContaining({ state: "active" })],
      ["schedules.change", expect.objectContaining({ cron: "0 9 * * *", ownerId: owner.memberId })],
    ]);
  });

  test("what a launch would be refused for is refused when it is kept, and so is a time that never comes", async () => {
    const kept = {
      name: "Never",
      timeZone: "UTC",
      launch: {
        ...materials,
        budgetCap: { amount: "5", currency: "CNY" },
        mode: "realtime" as const,
        reviewPlan: { kind: "every" as const },
      },
    };
    expect(await createSchedule(owner, { ...kept, cron: "0 9 * * *" })).toMatchObject({
      refusal: { code: "currency_mismatch" },
    });
    const launchable = { ...kept.launch, budgetCap: { amount: "5", currency: "USD" } };
    expect(await createSchedule(owner, { ...kept, launch: launchable, cron: "0 9 30 2 *" })).toMatchObject({
      refusal: { code: "cron_never" },
    });
    const reviewer = await someone("reviewer");
    expect(await createSchedule(reviewer, { ...kept, launch: launchable, cron: "0 9 * * *" })).toMatchObject({
      refusal: { code: "forbidden" },
    });
  });

  test("a deleted one is gone from the list and due no more; its batches still name it", async () => {
    const id = await schedule();
    await runScheduleNow(owner, id);
    const dueAt = await missThreeDays(id);
    expect(await deleteSchedule(owner, id)).toMatchObject({ ok: true });
    const made = (await batchesOf(id)).length;
    await runDueSchedule({ scheduleId: id, dueAt });
    expect(await batchesOf(id)).toHaveLength(made);
    const listed = await viewSchedules(owner, { limit: 200 });
    expect(listed.ok && listed.value.items.some((one) => one.id === id)).toBe(false);
    const [batch] = await batchesOf(id);
    expect(await viewBatch(owner, batch?.id ?? "")).toMatchObject({
      value: { schedule: { name: "Perfumes of the day" } },
    });
  });
});
