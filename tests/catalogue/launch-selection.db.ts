import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { findBatch } from "#db/queries/batches/batches.ts";
import { findDataset } from "#db/queries/datasets.ts";
import { publications } from "#db/schema/publishing.ts";
import { DUE_KINDS } from "#lib/batches/due/due-kind.ts";
import { launchOver } from "#lib/batches/launch/launch-selection.ts";
import { runScheduleNow } from "#lib/batches/schedules/run-schedule.ts";
import { createSchedule } from "#lib/batches/schedules/save-schedule.ts";
import { viewSchedule } from "#lib/batches/schedules/view-schedules.ts";
import { viewBatch } from "#lib/batches/view/view-batch.ts";
import { countProducts, listProducts } from "#lib/catalogue/list-products.ts";
import type { ProductFilter } from "#lib/catalogue/product-filter.ts";
import { pushProducts } from "#lib/catalogue/push-products.ts";
import { readProduct } from "#lib/catalogue/read-product.ts";
import { createSelection } from "#lib/catalogue/selections/selections.ts";
import type { Money } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { addMember } from "#tests/auth/people.ts";
import {
  booksOf,
  type Materials,
  makeMaterials,
  operator,
  untilState,
  workHere,
} from "#tests/batches/batch-fixture.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";

vi.setConfig({ testTimeout: 120_000 });

const PRODUCTS = ["L-1", "L-2", "L-3", "L-4"];
const only = (field: string, is: string, value?: unknown) =>
  ({ all: [{ field, is, ...(value !== undefined && { value }) }] }) as ProductFilter;

async function found(filter: ProductFilter): Promise<string> {
  const listed = await listProducts(operator, { filter, sort: "key", limit: 100 });
  const counted = await countProducts(operator, { filter });
  if (!listed.ok || !counted.ok) throw new Error("The filter was refused.");
  expect(counted.value).toEqual({ count: listed.value.length, exact: true });
  return listed.value.map(({ key }) => key).join(" ");
}

describeOnDatabase("a launch over a selection", () => {
  let provider: TestProvider;
  let materials: Materials;
  let templateId: string;
  let batchId: string;

  beforeAll(async () => {
    await workHere();
    provider = await startProvider();
    materials = await makeMaterials({ providerUrl: provider.url, rows: 1, languages: ["en", "de"] });
    const { templateVersionId, modelId } = materials;
    const budgetCap = { amount: "1000", currency: "USD" };
    terms = { templateVersionId, modelId, budgetCap, parameters: { maxOutputTokens: 100 } };
    const [template] = await db().execute<{ id: string }>(
      sql`select template_id as id from template_versions where id = ${materials.templateVersionId}`,
    );
    templateId = template?.id ?? "";
    const products = PRODUCTS.map((key) => ({ key, title: key, attributes: { name: `Thing ${key}` } }));
    await pushProducts(operator, { products });
  });
  afterAll(() => provider.stop());

  let terms: Omit<Materials, "datasetId"> & { budgetCap: Money; parameters: { maxOutputTokens: number } };
  const launch = (over: { selectionId?: string; datasetId?: string }) =>
    launchOver(operator, { name: "Over a selection", ...terms, ...over });

  test("makes what the selection finds at that moment, and nothing else", async () => {
    const filter = only("key", "in", PRODUCTS.slice(0, 3));
    const selection = await createSelection(operator, { name: "Three", filter });
    if (!selection.ok) throw new Error("refused");
    const launched = await launch({ selectionId: selection.value.id });
    if (!launched.ok) throw new Error(JSON.stringify(launched.refusal));
    batchId = launched.value.id;
    await untilState(batchId, ["succeeded"]);
    const batch = await findBatch(db(), batchId);
    expect(batch).toMatchObject({ rowCount: 3, itemCount: 6 });
    expect(await findDataset(db(), batch?.datasetId ?? "")).toMatchObject({ name: "Three", status: "ready" });
  });

  test("names either a dataset or a selection", async () => {
    expect(await launch({})).toMatchObject({ refusal: { code: "dataset_or_selection" } });
    const both = await launch({ selectionId: newId(), datasetId: materials.datasetId });
    expect(both).toMatchObject({ refusal: { code: "dataset_or_selection" } });
    expect(await launch({ selectionId: newId() })).toMatchObject({ refusal: { code: "not_found" } });
    expect(await launchOver({ ...operator, roles: ["reviewer"] }, {} as never)).toMatchObject({
      refusal: { code: "forbidden" },
    });
  });

  test("what was made of products, and what became of it, can be filtered by", async () => {
    expect(await found(only(`generated.${templateId}`, "missing"))).toBe("L-4");
    expect(await found(only(`generated.${templateId}`, "equals", true))).toBe("L-1 L-2 L-3");
    expect(await found(only("generated", "present"))).toBe("L-1 L-2 L-3");
    expect(await found(only("approved", "present"))).toBe("");
    // Two items a product: L-1 is approved in both languages, L-2 rejected in one.
    await db().execute(sql`update batch_items set review_state = 'approved', decided_at = now()
      where batch_id = ${batchId} and seq in (0, 1)`);
    await db().execute(
      sql`update batch_items set review_state = 'rejected' where batch_id = ${batchId} and seq = 2`,
    );
    await db().execute(sql`insert into review_decisions (id, batch_id, seq, decision, reason, member_id, output_version, claim_token)
      values (${newId()}, ${batchId}, 2, 'reject', 'wrong_fact', ${operator.memberId}, 1, 1)`);
    expect(await found(only("approved", "equals", true))).toBe("L-1");
    expect(await found(only("rejected", "present"))).toBe("L-2");
    expect(await found(only("rejected", "equals", "wrong_fact"))).toBe("L-2");
    expect(await found(only("rejected", "equals", "other"))).toBe("");
    expect(await found(only("rejected", "missing"))).toBe("L-1 L-3 L-4");
    expect(await found(only("published", "present"))).toBe("");
    await db()
      .insert(publications)
      .values({
        ...{
          id: newId(),
          batchId,
          kind: "file",
          config: {},
          status: "succeeded",
          createdBy: operator.memberId,
        },
        cutoffAt: new Date(),
      });
    expect(await found(only("published", "present"))).toBe("L-1");
    expect(await found(only("changedSincePublished", "present"))).toBe("");
    expect(await found(only("changedSinceMade", "present"))).toBe("");
    await push("L-1", { title: "No column that the template reads" });
    expect(await found(only("changedSinceMade", "present"))).toBe("");
    await push("L-1", { attributes: { name: 'Ünlike \\ "any"\t🌹' } });
    await push("L-3", { attributes: { name: null } });
    expect(await found(only("changedSincePublished", "present"))).toBe("L-1");
    expect(await found(only("changedSinceMade", "present"))).toBe("L-1 L-3");
    await push("L-3", { attributes: { name: "Thing L-3" } });
    expect(await found(only("changedSinceMade", "present"))).toBe("L-1");
  });

  const push = (key: string, change: object) =>
    pushProducts(operator, { products: [{ key, ...change }] as never });

  test("a product's page has all that was made, approved, published and paid for it, by language", async () => {
    const read = await readProduct(operator, { key: "L-1" });
    if (!read.ok) throw new Error("refused");
    const { languages, outputs } = read.value;
    expect(
      languages.map(({ language, made, approved, published }) => [language, made, approved, published]),
    ).toEqual([
      ["de", 1, 1, 1],
      ["en", 1, 1, 1],
    ]);
    expect(Number(languages[0]?.paid.amount)).toBeGreaterThan(0);
    expect(
      outputs.map(({ language, templateName, reviewState, publishedAt }) => [
        language,
        templateName,
        reviewState,
        publishedAt !== null,
      ]),
    ).toEqual([
      ["de", "Titles", "approved", true],
      ["en", "Titles", "approved", true],
    ]);
    const hidden = await readProduct({ ...operator, roles: [] }, { key: "L-1" });
    expect(hidden).toMatchObject({ refusal: { code: "forbidden" } });
  });

  test("a schedule over it makes what is new, stale or rejected, and says when there is nothing", async () => {
    const selection = await createSelection(operator, { name: "All", filter: only("key", "in", PRODUCTS) });
    if (!selection.ok) throw new Error("refused");
    const selectionId = selection.value.id;
    const { id: memberId } = await addMember(["operator"]);
    const owner = { ...operator, memberId };
    const created = await createSchedule(owner, {
      ...{ name: "Nightly", cron: "0 3 * * *", timeZone: "UTC" },
      launch: {
        ...terms,
        selectionId,
        only: [...DUE_KINDS],
        mode: "realtime",
        reviewPlan: { kind: "every" },
      },
    });
    if (!created.ok) throw new Error(JSON.stringify(created.refusal));
    const view = await viewSchedule(owner, created.value.id);
    expect(view).toMatchObject({ value: { selection: { id: selectionId, name: "All" } } });
    // The rejection's source is as it was, L-1 has another name, L-4 is new.
    await db().execute(
      sql`update batch_items set route = 'fix-source' where batch_id = ${batchId} and seq = 2`,
    );
    const run = async () => {
      const ran = await runScheduleNow(owner, created.value.id);
      if (!ran.ok) return ran.refusal.code;
      await untilState(ran.value.id, ["succeeded"]);
      const ended = await viewBatch(operator, ran.value.id);
      if (ended.ok && ended.value.notLaunchedFor) return ended.value.notLaunchedFor.code;
      const { items } = await booksOf(ran.value.id);
      return items.map(({ rowNumber, language }) => `L-${rowNumber} ${language}`).join(", ");
    };
    expect(await run()).toBe("L-1 en, L-1 de, L-4 en, L-4 de");
    const [before] = await db().execute<{ kept: number }>(
      sql`select count(*)::int as kept from datasets where archived_at is null`,
    );
    expect(await run()).toBe("nothing_due");
    expect(
      await db().execute(sql`select count(*)::int as kept from datasets where archived_at is null`),
    ).toEqual([before]);
    await push("L-2", { attributes: { name: "Thing 2, mended" } });
    expect(await run()).toBe("L-2 en, L-2 de");
    expect(await run()).toBe("nothing_due");
  });
});
