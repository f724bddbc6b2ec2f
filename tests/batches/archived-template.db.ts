import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { findBatch, updateBatch } from "#db/queries/batches/batches.ts";
import { listRuns } from "#db/queries/batches/schedules.ts";
import { batches } from "#db/schema/batches.ts";
import { prices } from "#db/schema/models.ts";
import { templates, templateVersions } from "#db/schema/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { cloneBatch } from "#lib/batches/launch/clone-batch.ts";
import { checkTerms } from "#lib/batches/launch/launch-batch.ts";
import { retryBatch } from "#lib/batches/run/control-batch.ts";
import { runFeedBatch } from "#lib/batches/run/feed-batch.ts";
import { runScheduleNow } from "#lib/batches/schedules/run-schedule.ts";
import { createSchedule } from "#lib/batches/schedules/save-schedule.ts";
import { newId } from "#lib/new-id.ts";
import { planTrial } from "#lib/trials/plan-trial.ts";
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

const ARCHIVED = { ok: false, refusal: { code: "template_archived", params: { name: "Titles" } } };

describeOnDatabase("what must not go on", () => {
  let provider: TestProvider;
  let materials: Materials;
  let owner: Actor;

  const terms = () => ({
    ...materials,
    budgetCap: { amount: "5", currency: "USD" },
    mode: "realtime" as const,
    reviewPlan: { kind: "every" as const },
  });
  async function archive(): Promise<void> {
    const [version] = await db()
      .select()
      .from(templateVersions)
      .where(eq(templateVersions.id, materials.templateVersionId));
    await db().update(templates).set({ archivedAt: new Date() }).where(eq(templates.id, version!.templateId));
  }

  beforeAll(async () => {
    provider = await startProvider();
    const { id } = await addMember(["operator"]);
    owner = { memberId: id, name: "Olga", roles: ["operator"], via: "token" };
  });
  beforeEach(async () => {
    materials = await makeMaterials({ providerUrl: provider.url, rows: 2 });
  });
  afterAll(() => provider.stop());

  test("an archived template launches nothing: not by a launch, a clone, a schedule, a trial or a retry", async () => {
    const id = await launch(materials);
    await updateBatch(db(), id, { state: "failed" });
    const schedule = await createSchedule(owner, {
      name: "Daily",
      cron: "0 9 * * *",
      timeZone: "UTC+8",
      launch: terms(),
    });
    if (!schedule.ok) throw new Error(schedule.refusal.code);
    await archive();
    expect(await checkTerms(owner, terms())).toMatchObject(ARCHIVED);
    expect(await cloneBatch(owner, id, {})).toMatchObject(ARCHIVED);
    expect(await retryBatch(owner, { id })).toMatchObject(ARCHIVED);
    expect(await runScheduleNow(owner, schedule.value.id)).toMatchObject(ARCHIVED);
    expect(
      await createSchedule(owner, { name: "x", cron: "0 9 * * *", timeZone: "UTC", launch: terms() }),
    ).toMatchObject(ARCHIVED);
    const { datasetId, templateVersionId, modelId } = materials;
    const trial = {
      datasetId,
      variants: [{ templateVersionId, modelId }],
      sample: { size: 1, method: "first" as const },
    };
    expect(await planTrial(db(), trial)).toMatchObject(ARCHIVED);
    expect(await listRuns(db(), schedule.value.id, 10)).toEqual([]);
  });

  test("a batch that waits for its time is paused with the reason when its template is archived by then", async () => {
    const id = await launch(materials, { startAt: new Date(Date.now() + 3_600_000) });
    await archive();
    await db()
      .update(batches)
      .set({ startAt: new Date(0) })
      .where(eq(batches.id, id));
    await runFeedBatch({ batchId: id });
    expect(await findBatch(db(), id)).toMatchObject({
      state: "paused",
      pausedFor: { code: "template_archived", params: { name: "Titles" } },
    });
  });

  test("a price put into another currency pauses the batches that run, before the next item is paid at the former", async () => {
    provider.latency(150);
    await workHere();
    const many = await makeMaterials({ providerUrl: provider.url, rows: 400, limits: { concurrency: 2 } });
    const id = await launch(many);
    await until(async () => provider.requests() >= 4);
    await db().insert(prices).values({
      id: newId(),
      modelId: many.modelId,
      effectiveFrom: new Date(),
      currency: "EUR",
      inputPerMTok: "1",
      outputPerMTok: "2",
    });
    await untilState(id, ["paused"]);
    const { batch, entries } = await booksOf(id);
    expect(batch).toMatchObject({ pausedFor: { code: "price_currency_changed" } });
    await until(async () => (await booksOf(id)).batch.reserved === "0");
    expect(entries.every(({ currency }) => currency === "USD")).toBe(true);
    // One chunk is a hundred items: it was not brought to its end at the former price.
    expect((await booksOf(id)).items.length).toBeLessThan(100);
  });
});
