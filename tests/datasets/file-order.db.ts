import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { findBatch } from "#db/queries/batches/batches.ts";
import { viewItem, viewItems } from "#lib/batches/view/view-items.ts";
import { listRows } from "#lib/datasets/read-dataset.ts";
import type { Result } from "#lib/result.ts";
import { claimItems } from "#lib/review/claim-items.ts";
import { readReviewItem } from "#lib/review/read-review-item.ts";
import { previewPrompt } from "#lib/templates/preview-prompt.ts";
import { templateBodySchema } from "#lib/templates/template.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { seedBatch, seedMember } from "#tests/review/seed-batch.ts";

// The database keeps shorter names first; an object keeps "2024" first.
const FILE = ["sku", "colour", "2024", "name", "ink"];
const IN_AN_OBJECT = ["2024", "sku", "colour", "name", "ink"];

describeOnDatabase("the order of the file", () => {
  test("a dataset's rows keep it", async () => {
    const { operator, datasetId } = await seed();
    const [row] = value(await listRows(operator, { id: datasetId, limit: 1 }));
    expect(Object.keys(row!.values)).toEqual(IN_AN_OBJECT);
  });

  test("an item keeps it, of its row and of its template's fields", async () => {
    const { operator, batchId } = await seed();
    const item = value(await viewItem(operator, batchId, 0));
    expect(item.columns).toEqual(FILE);
    expect(Object.keys(item.values)).toEqual(IN_AN_OBJECT);
    expect(Object.keys(item.output!)).toEqual(["title", "points", "score", "seo"]);
    const { items } = value(await viewItems(operator, batchId, { limit: 1 }));
    expect(Object.keys(items[0]!.output!)).toEqual(["title", "points", "score", "seo"]);
  });

  test("a reviewer's source row keeps it, after the columns that the template reads", async () => {
    const { batchId } = await seed();
    const reviewer = await seedMember("Mei");
    const input = { batchId, limit: 1, state: "pending" as const, except: [], resume: false };
    const { claims, batches } = value(await claimItems(reviewer, input));
    expect(batches[0]).toMatchObject({ columns: FILE, inputs: ["name"] });
    const readFirst = ["2024", "name", "sku", "colour", "ink"];
    expect(Object.keys(claims[0]!.source)).toEqual(readFirst);
    const item = value(await readReviewItem(reviewer, claims[0]!.itemId));
    expect(Object.keys(item.source)).toEqual(readFirst);
    expect(item.batch.columns).toEqual(FILE);
  });

  test("a previewed row keeps it; one typed by hand keeps its own", async () => {
    const { operator, datasetId } = await seed();
    const body = templateBodySchema.parse({
      sections: { instruction: "{{ name }}" },
      inputs: [{ name: "name" }],
      outputs: [{ name: "title", type: "text" }],
    });
    const { row } = value(await previewPrompt(operator, { ...body, datasetId, language: "en" }));
    expect(row.columns).toEqual(FILE);
    const typed = { ...body, row: { sku: "1", name: "Fig" }, language: "en" };
    expect(value(await previewPrompt(operator, typed)).row.columns).toEqual(["sku", "name"]);
  });
});

async function seed() {
  const operator = await seedMember("Olga", ["operator"]);
  const values = sql`jsonb_build_object('sku', 's', 'colour', 'red', '2024', '7', 'name', 'Fig', 'ink', 'no')`;
  const batchId = await seedBatch({ launchedBy: operator, items: 1, columns: FILE, values });
  const batch = await findBatch(db(), batchId);
  return { operator, batchId, datasetId: batch!.datasetId };
}

function value<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}
