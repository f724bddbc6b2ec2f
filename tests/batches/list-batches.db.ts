import { expect, test } from "vitest";
import { batchCounters, batches } from "#db/schema/batches.ts";
import { datasets } from "#db/schema/datasets.ts";
import { models, providers } from "#db/schema/models.ts";
import { templates, templateVersions } from "#db/schema/templates.ts";
import { BATCH_SORTS } from "#lib/batches/batch-sort.ts";
import { viewBatches } from "#lib/batches/view/view-batch.ts";
import { newId } from "#lib/new-id.ts";
import { templateBodySchema } from "#lib/templates/template.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { seedMember } from "#tests/review/seed-batch.ts";

describeOnBothDatabases("the list of batches", (database) => {
  async function seed() {
    const { db } = database();
    const actor = await seedMember("Olga", ["operator"]);
    const [datasetId, templateId, templateVersionId, providerId, modelId, otherModelId] = Array.from(
      { length: 6 },
      newId,
    ) as [string, string, string, string, string, string];
    const by = { createdBy: actor.memberId };
    await db.insert(datasets).values({ id: datasetId, name: "d", status: "ready", rowCount: 1, ...by });
    await db.insert(templates).values({ id: templateId, name: "t", ...by });
    const body = templateBodySchema.parse({
      sections: { instruction: "x" },
      outputs: [{ name: "a", type: "text" }],
    });
    await db
      .insert(templateVersions)
      .values({ id: templateVersionId, templateId, number: 1, state: "published", ...body, ...by });
    await db.insert(providers).values({ id: providerId, name: "Here", kind: "openai" });
    await db.insert(models).values([
      { id: modelId, providerId, name: "m", kind: "text" },
      { id: otherModelId, providerId, name: "n", kind: "text" },
    ]);
    const made = [
      { name: "beta", itemCount: 10, failed: 3, spent: "0.5", currency: "USD" },
      { name: "Alpha", itemCount: 10, failed: 0, spent: "20", currency: "CNY" },
      { name: "alpha", itemCount: 200, failed: 3, spent: "0.000000000001", currency: "USD" },
      { name: "香水", itemCount: 0, failed: 0, spent: "100", currency: "CNY" },
      { name: "gamma", itemCount: 10, failed: 12, spent: "0.5", currency: "USD" },
    ];
    const ids: string[] = [];
    for (const { failed, ...one } of made) {
      const id = newId();
      ids.push(id);
      await db.insert(batches).values({
        ...{ id, datasetId, templateId, templateVersionId, modelId, languages: ["en"], rowCount: 1, ...one },
        ...(one.name === "gamma" && { fallbackModelId: otherModelId }),
        ...{ mode: "realtime", reviewPlan: { kind: "every" }, state: "succeeded", cap: "100" },
        launchedBy: actor.memberId,
      });
      // Counters stand in several slots.
      await db.insert(batchCounters).values([
        { batchId: id, slot: 0, failed: Math.min(failed, 1) },
        { batchId: id, slot: 1, failed: Math.max(0, failed - 1) },
      ]);
    }
    return { actor, datasetId, otherModelId, ids };
  }

  test("every order gives each batch once, however small the pages, and money in one currency after the other", async () => {
    const { actor, datasetId } = await seed();
    const orders: Record<string, string[]> = {};
    for (const sort of BATCH_SORTS) {
      const names: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await viewBatches(actor, { datasetId, sort, limit: 2, cursor });
        if (!page.ok) throw new Error("refused");
        names.push(...page.value.items.map(({ name }) => name));
        cursor = page.value.nextCursor ?? undefined;
      } while (cursor);
      orders[sort] = names;
    }
    expect(orders).toMatchObject({
      newest: ["gamma", "香水", "alpha", "Alpha", "beta"],
      oldest: ["beta", "Alpha", "alpha", "香水", "gamma"],
      items: ["alpha", "gamma", "Alpha", "beta", "香水"],
      failed: ["gamma", "alpha", "beta", "香水", "Alpha"],
      spent: ["香水", "Alpha", "gamma", "beta", "alpha"],
    });
    expect(orders.name?.slice(0, 4)).toEqual(["alpha", "Alpha", "beta", "gamma"]);
  });

  test("a position of another order, or of nobody's, begins anew and fails nothing", async () => {
    const { actor, datasetId } = await seed();
    for (const position of [["x"], ["CNY", "many", newId()], [1e30, newId()], [newId()], []]) {
      const cursor = Buffer.from(JSON.stringify(position)).toString("base64url");
      for (const sort of BATCH_SORTS) {
        const page = await viewBatches(actor, { datasetId, sort, limit: 9, cursor });
        expect(page.ok, `${sort} after ${cursor}`).toBe(true);
      }
    }
  });

  test("batches are found by a model, also where it only stands in, and it is named with its provider", async () => {
    const { actor, datasetId, otherModelId } = await seed();
    const page = await viewBatches(actor, { datasetId, modelId: otherModelId, limit: 9 });
    if (!page.ok) throw new Error("refused");
    expect(page.value.items.map(({ name, model }) => [name, model?.name, model?.provider])).toEqual([
      ["gamma", "m", "Here"],
    ]);
  });
});
