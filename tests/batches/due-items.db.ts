import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { insertGlossary, insertGlossaryVersion, updateGlossary } from "#db/queries/glossaries.ts";
import { findVersion, type VersionRow } from "#db/queries/templates.ts";
import { batches, batchItems } from "#db/schema/batches.ts";
import { templateVersions } from "#db/schema/templates.ts";
import { DUE_KINDS } from "#lib/batches/due/due-kind.ts";
import { launchBatch } from "#lib/batches/launch/launch-batch.ts";
import { previewBatch } from "#lib/batches/launch/preview-batch.ts";
import { viewItem, viewItems } from "#lib/batches/view/view-items.ts";
import { rowDigest } from "#lib/items/row-digest.ts";
import { newId } from "#lib/new-id.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import {
  booksOf,
  launch,
  type Materials,
  makeMaterials,
  operator,
  untilState,
  workHere,
} from "./batch-fixture.ts";

vi.setConfig({ testTimeout: 120_000 });

const NAMES = ['Rose \\ "é"\t🌹', "Lily", "", "Iris"];
const HOSTILE = [
  { name: "\u0001\u001f\u2028 \\x00'{}", note: "1" },
  { name: "日本語\n\n", note: "2" },
];

describeOnDatabase("what is due of a dataset", () => {
  let provider: TestProvider;
  let materials: Materials;

  const only = { only: [...DUE_KINDS] };
  const dueOf = async (more: object = {}) => {
    const preview = await previewBatch(operator, { ...materials, ...only, ...more });
    if (!preview.ok) throw new Error(JSON.stringify(preview.refusal));
    return preview.value;
  };
  const make = async (more: object = {}) => {
    const id = await launch(materials, { ...only, ...more });
    await untilState(id, ["succeeded"]);
    return id;
  };
  const write = (rowNumber: number, values: object) =>
    db().execute(sql`update dataset_rows set values = values || ${JSON.stringify(values)}::jsonb
      where dataset_id = ${materials.datasetId} and row_number = ${rowNumber}`);
  const published = async (change: Partial<VersionRow>): Promise<string> => {
    const version = (await findVersion(db(), materials.templateVersionId)) as VersionRow;
    const id = newId();
    const [last] = await db().execute<{ number: number }>(
      sql`select max(number) as number from template_versions where template_id = ${version.templateId}`,
    );
    await db()
      .insert(templateVersions)
      .values({ ...version, ...change, id, number: Number(last?.number) + 1 });
    return id;
  };
  const judge = (batchId: string, seq: number, change: object) =>
    db()
      .update(batchItems)
      .set({ reviewState: "rejected", ...change })
      .where(sql`${batchItems.batchId} = ${batchId} and ${batchItems.seq} = ${seq}`);

  beforeAll(async () => {
    await workHere();
    provider = await startProvider();
    materials = await makeMaterials({
      providerUrl: provider.url,
      rows: 4,
      languages: ["en", "de"],
      valuesOf: (row) => ({ name: NAMES[row - 1] ?? "", note: "a" }),
    });
  });
  afterAll(() => provider.stop());

  let first: string;

  test("at first it is all of it, but for rows that would be left out; then nothing, and a launch is refused", async () => {
    expect(await dueOf()).toMatchObject({ itemCount: 6, due: { never: 6, lacking: 2, stale: 0 } });
    first = await make();
    expect(provider.billedCalls()).toBe(6);
    const { itemCount, cost, due } = await dueOf();
    expect(due).toMatchObject({ never: 0, stale: 0, rejected: 0, unchanged: 6, lacking: 2 });
    expect([itemCount, Number(cost?.total.high.amount)]).toEqual([0, 0]);
    expect(await launchBatch(operator, { ...terms(), ...only })).toMatchObject({
      refusal: { code: "nothing_due" },
    });
    // As it is kept and as the database says of a row, whatever is written there.
    const { items } = await booksOf(first);
    expect(items[0]?.rowDigest).toBe(rowDigest(["name"], { name: NAMES[0] ?? "" }));
  });

  test("a column that the template does not read changes nothing, one that it reads just its rows", async () => {
    await write(1, { note: "b" });
    await write(4, { name: "Iris 2" });
    const preview = await dueOf();
    expect(preview).toMatchObject({ itemCount: 2, cost: { items: 2 } });
    expect(preview.due).toMatchObject({
      stale: 2,
      changed: { source: 2, template: 0, glossary: 0 },
      unchanged: 4,
    });
    const id = await make();
    const { items, batch } = await booksOf(id);
    expect(items.map(({ seq, rowNumber, language }) => [seq, rowNumber, language])).toEqual([
      [6, 4, "en"],
      [7, 4, "de"],
    ]);
    expect(batch.itemCount).toBe(2);
    expect(provider.billedCalls()).toBe(8);
    expect((await dueOf()).itemCount).toBe(0);
    // Of a number in a gap there is no item.
    expect((await viewItem(operator, id, 7)).ok).toBe(true);
    expect(await viewItem(operator, id, 3)).toMatchObject({ refusal: { code: "not_found" } });
  });

  test("a version that asks for the same makes nothing stale; one that asks otherwise just its languages", async () => {
    const same = await published({
      languages: ["en", "de", "fr"],
      checks: [{ kind: "links", severity: "warn" }],
    });
    expect((await dueOf({ templateVersionId: same, languages: ["en", "de"] })).itemCount).toBe(0);
    expect((await dueOf({ templateVersionId: same })).due).toMatchObject({ never: 3, unchanged: 6 });
    const german = await published({ languageOverrides: { de: { tone: "warm" } } });
    expect((await dueOf({ templateVersionId: german })).due).toMatchObject({
      ...{ stale: 3, unchanged: 3, changed: { source: 0, template: 3, glossary: 0 } },
    });
    await write(2, { name: "Lily 2" });
    expect((await dueOf({ templateVersionId: german, only: ["stale"] })).due).toMatchObject({
      ...{ stale: 4, changed: { source: 2, template: 3 } },
    });
    await write(2, { name: "Lily" });
  });

  test("what was rejected comes again; for its source once that is corrected; what was dropped never", async () => {
    await judge(first, 0, { route: "regenerate" });
    await judge(first, 1, { route: "fix-source" });
    await judge(first, 2, { route: "drop" });
    expect((await dueOf()).due).toMatchObject({ rejected: 1, waiting: 1, dropped: 1 });
    await write(1, { name: "Rose, corrected" });
    await write(2, { name: "Lily, corrected" });
    const { due, itemCount } = await dueOf({ only: ["rejected"] });
    expect(due).toMatchObject({ rejected: 2, waiting: 0, dropped: 1, stale: 1 });
    expect(itemCount).toBe(2);
    await make();
    expect((await dueOf()).due).toMatchObject({ rejected: 0, stale: 0, dropped: 1, unchanged: 5 });
  });

  test("what another run is making is not made twice", async () => {
    await write(4, { name: "Iris 3" });
    const later = await launch(materials, { ...only, startAt: new Date(Date.now() + 600_000) });
    expect((await dueOf()).due).toMatchObject({ stale: 0, making: 2 });
    expect(await viewItems(operator, later, { limit: 10, state: "pending" })).toMatchObject({
      value: { items: [{ seq: 6 }, { seq: 7 }] },
    });
    await db().update(batches).set({ state: "cancelled" }).where(eq(batches.id, later));
    expect((await dueOf()).due).toMatchObject({ stale: 2, making: 0 });
    const whole = await launch(materials, { startAt: new Date(Date.now() + 600_000) });
    expect((await dueOf()).due).toMatchObject({ making: 6, stale: 0 });
    await db().update(batches).set({ state: "cancelled" }).where(eq(batches.id, whole));
    await make();
  });

  test("outputs that were made before digests were kept are compared with the rows they were made from", async () => {
    await db().update(batchItems).set({ rowDigest: null });
    await db().update(batches).set({ reads: null });
    expect((await dueOf()).due).toMatchObject({ stale: 0, unchanged: 5, dropped: 1 });
  });

  test("of rows with one key, each that was made is found again, in whichever run", async () => {
    const hostile = { ...materials, datasetId: await datasetOf([...HOSTILE, { name: "C", note: "3" }], "k") };
    const one = async (more: object) => (await dueOf({ ...hostile, languages: ["en"], ...more })).due;
    expect(await one({})).toMatchObject({ never: 3 });
    const id = await launch(hostile, { languages: ["en"] });
    await untilState(id, ["succeeded"]);
    const again = await datasetOf([...HOSTILE, { name: "C 2", note: "3" }], "k");
    expect(await one({ datasetId: again })).toMatchObject({ stale: 1, unchanged: 2 });
    const next = await launch({ ...hostile, datasetId: again }, { languages: ["en"], ...only });
    await untilState(next, ["succeeded"]);
    expect(await one({ datasetId: again })).toMatchObject({ stale: 0, unchanged: 3 });
  });

  describe("with a glossary", () => {
    test("a term that changes makes those rows stale that have it", async () => {
      const id = newId();
      const entry = (term: string, de: string) => ({ term, translations: { de } });
      await insertGlossary(db(), { id, name: `Flowers ${id}`, createdBy: operator.memberId }, [
        entry("Rose", "Rose"),
        entry("Tulip", "Tulpe"),
      ]);
      const templateVersionId = await published({ glossaryIds: [id] });
      const scope = { templateVersionId, only: [...DUE_KINDS] };
      // Having a glossary now tells rows with its terms otherwise, but what a template asks for is the same.
      const fresh = await launch({ ...materials, templateVersionId });
      await untilState(fresh, ["succeeded"]);
      expect((await dueOf(scope)).itemCount).toBe(0);
      await insertGlossaryVersion(db(), {
        ...{ glossaryId: id, version: 2, createdBy: operator.memberId },
        entries: [entry("Rose", "Röschen"), entry("Tulip", "Tulpe"), entry("Lotus", "Lotos")],
      });
      await updateGlossary(db(), id, { version: 2 });
      expect((await dueOf(scope)).due).toMatchObject({
        ...{ stale: 1, unchanged: 5, changed: { source: 0, template: 0, glossary: 1 } },
      });
    });
  });

  const terms = () => ({
    ...{ name: "Again", ...materials, budgetCap: { amount: "1000", currency: "USD" } },
    parameters: { maxOutputTokens: 100 },
  });

  /** A dataset of rows that all have this key. */
  async function datasetOf(rows: Record<string, string>[], key: string): Promise<string> {
    const id = newId();
    await db().execute(sql`insert into datasets (id, name, status, columns, row_count, created_by)
      select ${id}::uuid, 'Keyed', 'ready', columns, ${rows.length}, created_by from datasets
      where id = ${materials.datasetId}`);
    for (const [at, values] of rows.entries())
      await db().execute(sql`insert into dataset_rows (dataset_id, row_number, source_row, values, search_key)
        values (${id}, ${at + 1}, ${at + 2}, ${JSON.stringify(values)}::jsonb, ${key})`);
    return id;
  }
});
