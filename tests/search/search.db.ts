import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { archiveDataset } from "#db/queries/datasets.ts";
import { finishImport, insertDataset, storeBatch } from "#db/queries/datasets-import.ts";
import { findRowsByKey } from "#db/queries/search/find-rows-by-key.ts";
import { batches } from "#db/schema/batches.ts";
import { models, providers } from "#db/schema/models.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { ROLES, type Role } from "#lib/auth/role.ts";
import { newId } from "#lib/new-id.ts";
import { search } from "#lib/search/search.ts";
import { createTemplate } from "#lib/templates/create-template.ts";
import { templateBodySchema } from "#lib/templates/template.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { seedMember } from "#tests/review/seed-batch.ts";

const MANY = 20_000;
const everyone: Actor = { memberId: newId(), name: "All", roles: ROLES, via: "session" };
const as = (...roles: Role[]): Actor => ({ ...everyone, roles });

/** Rows whose keys are `prefix` and their number, taken in as an import takes them in. */
async function importKeys(
  tx: Parameters<typeof insertDataset>[0],
  name: string,
  keys: string[],
): Promise<string> {
  const id = newId();
  await insertDataset(tx, { id, name, status: "importing", keyColumn: "SKU", createdBy: everyone.memberId });
  await storeBatch(tx, id, 0, {
    rows: JSON.stringify(keys.map((key, at) => ({ n: at + 1, s: at + 2, v: { SKU: key, note: "x" } }))),
    rowCount: keys.length,
    errors: "[]",
    rejected: 0,
    lastSourceRow: keys.length + 1,
    bytesRead: 0,
  });
  await finishImport(tx, id, { status: "ready" });
  return id;
}

const kindsOf = async (actor: Actor, text: string) =>
  (await search(actor, { text, limit: 5 })).map(({ kind, name }) => `${kind} ${name}`);

describeOnBothDatabases("search", (database) => {
  let batchId: string;
  let datasetId: string;
  let member: Actor;

  beforeAll(async () => {
    const { db } = database();
    member = await seedMember("Anna Müller 安娜");
    datasetId = await importKeys(db, "Autumn perfumes 秋季香水", [
      ...Array.from({ length: MANY }, (_, n) => `BULK-${n}`),
      "  Ab-1042 ",
      "ＡＢ－１０４３",
      "100%_x",
      "",
    ]);
    const body = templateBodySchema.parse({
      sections: { instruction: "Write" },
      outputs: [{ name: "title", type: "text" }],
    });
    const created = await createTemplate(everyone, {
      name: "Autumn copy 秋季文案",
      description: "",
      ...body,
    });
    if (!created.ok) throw new Error("no template");
    const { id: templateId, draftVersionId } = created.value;
    const providerId = newId();
    await db.insert(providers).values({ id: providerId, name: "Autumn provider", kind: "openai" });
    await db.insert(models).values({ id: newId(), providerId, name: "autumn-large", kind: "text" });
    batchId = newId();
    await db.insert(batches).values({
      ...{
        id: batchId,
        name: "Autumn launch 秋季上新",
        datasetId,
        templateId,
        templateVersionId: draftVersionId,
      },
      ...{ modelId: newId(), languages: ["en", "zh-CN"], rowCount: MANY + 2, itemCount: 2 * (MANY + 2) },
      ...{ mode: "realtime", reviewPlan: { kind: "every" }, state: "succeeded", currency: "USD", cap: "1" },
      launchedBy: everyone.memberId,
    });
  });

  test("finds whatever is called so, by any words of its name and in any language", async () => {
    expect(await kindsOf(everyone, "autumn")).toEqual([
      "batch Autumn launch 秋季上新",
      "template Autumn copy 秋季文案",
      "dataset Autumn perfumes 秋季香水",
      "model autumn-large",
      "provider Autumn provider",
    ]);
    expect(await kindsOf(everyone, "上新 AUTUMN")).toEqual(["batch Autumn launch 秋季上新"]);
    expect(await kindsOf(everyone, "文案")).toEqual(["template Autumn copy 秋季文案"]);
    expect(await kindsOf(everyone, "安娜")).toEqual(["member Anna Müller 安娜"]);
    expect(await kindsOf(everyone, `${member.memberId}@exam`)).toEqual(["member Anna Müller 安娜"]);
    expect(await kindsOf(everyone, "no such thing")).toEqual([]);
  });

  test("a word is a word: signs that mean something to a database mean themselves", async () => {
    expect(await kindsOf(everyone, "%")).toEqual([]);
    expect(await kindsOf(everyone, "_")).toEqual([]);
    expect(await kindsOf(everyone, "100%_")).toEqual(["row 100%_x"]);
    expect(await kindsOf(everyone, "\\")).toEqual([]);
  });

  test("finds a row by the beginning of its key, and the item that a batch makes of it", async () => {
    const found = await search(everyone, { text: "ab-1042", limit: 5 });
    expect(found).toEqual([
      {
        kind: "row",
        id: datasetId,
        name: "Ab-1042",
        detail: "Autumn perfumes 秋季香水",
        rowNumber: MANY + 1,
      },
      {
        ...{ kind: "item", id: `${batchId}.${2 * MANY}`, name: "Ab-1042" },
        ...{ detail: "Autumn launch 秋季上新", rowNumber: MANY + 1 },
      },
    ]);
    // Whatever its case and width; the shortest first.
    expect((await kindsOf(everyone, "AB-104")).slice(0, 2)).toEqual(["row Ab-1042", "row ＡＢ－１０４３"]);
    expect((await kindsOf(everyone, "bulk-7")).slice(0, 2)).toEqual(["row BULK-7", "row BULK-70"]);
  });

  test("finds anything by its whole id", async () => {
    expect(await kindsOf(everyone, batchId)).toEqual(["batch Autumn launch 秋季上新"]);
    expect(await kindsOf(everyone, `${batchId}.3`)).toEqual(["item Autumn launch 秋季上新"]);
    expect(await kindsOf(everyone, ` ${datasetId} `)).toEqual(["dataset Autumn perfumes 秋季香水"]);
    expect(await kindsOf(everyone, newId())).toEqual([]);
  });

  test("shows nobody what they may not see", async () => {
    expect(await kindsOf(as("operator"), "Anna")).toEqual([]);
    expect(await kindsOf(as("reviewer"), member.memberId)).toEqual([]);
    expect(await kindsOf(as("admin"), "Anna")).toEqual(["member Anna Müller 安娜"]);
    expect(await search(as(), { text: "autumn", limit: 5 })).toEqual([]);
    expect(await search(as(), { text: "ab-1042", limit: 5 })).toEqual([]);
    expect(await search(as(), { text: `${batchId}.3`, limit: 5 })).toEqual([]);
  });

  test("what is archived is not found", async () => {
    const { db } = database();
    const gone = await importKeys(db, "Withdrawn", ["GONE-1"]);
    expect(await kindsOf(everyone, "gone-1")).toEqual(["row GONE-1"]);
    await archiveDataset(db, gone);
    expect(await kindsOf(everyone, "gone-1")).toEqual([]);
    expect(await kindsOf(everyone, "withdrawn")).toEqual([]);
  });

  test("keys are found by an index, however many rows there are", async () => {
    const { db } = database();
    await db.execute(sql`analyze dataset_rows`);
    const plan = await db.execute<{ "QUERY PLAN": string }>(sql`explain
      select 1 from dataset_rows r where r.search_key is not null
        and r.search_key ~>=~ 'bulk-123' and r.search_key ~<=~ ('bulk-123' || chr(1114111))
      order by r.search_key using ~<~ limit 100`);
    const lines = plan.map((line) => line["QUERY PLAN"]).join("\n");
    expect(lines).toContain("dataset_rows_search_key_idx");
    expect(lines).not.toContain("Seq Scan");
    const startedAt = performance.now();
    expect(await findRowsByKey(db, "bulk-123", 5)).toHaveLength(5);
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});
