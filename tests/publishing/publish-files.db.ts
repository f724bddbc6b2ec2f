import { createReadStream, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { eq, sql } from "drizzle-orm";
import { readXlsx } from "hucre/xlsx";
import Papa from "papaparse";
import { beforeAll, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { batchItems } from "#db/schema/batches.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { openWorkbook } from "#lib/datasets/read-workbook.ts";
import type { FileFormat } from "#lib/publishing/channels/file/file-config.ts";
import { createPublication } from "#lib/publishing/create-publication.ts";
import {
  listPublications,
  openPublicationFile,
  previewPublication,
  readPublication,
} from "#lib/publishing/read-publications.ts";
import { watchPublication } from "#lib/publishing/watch-publication.ts";
import { writePublication } from "#lib/publishing/write-publication.ts";
import type { Result } from "#lib/result.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { describeOnDatabase } from "../fixtures/describe-on-database.ts";
import { seedBatch, seedMember } from "../review/seed-batch.ts";

const dataDir = temporaryFolder();
const folder = join(dataDir, "publications");
const runOn = new AbortController().signal;

beforeAll(() => {
  process.env.DATA_DIR = dataDir;
});

describeOnDatabase("publishing", () => {
  test("a CSV file holds source, outputs and labels, and Excel reads its Chinese", async () => {
    const { operator, batchId } = await approvedBatch(3);
    const id = await publish(operator, batchId, "csv");
    const text = readFileSync(join(folder, id), "utf8");
    expect(text.startsWith("\uFEFF")).toBe(true);
    const { data, meta } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
    expect(meta.fields).toEqual([
      "sku",
      "name",
      "notes",
      "title",
      "points",
      "score",
      "seo.slug",
      "language",
      "item_id",
      "ai_generated",
      "ai_label",
    ]);
    expect(data).toHaveLength(3);
    expect(data[0]).toMatchObject({
      sku: "000001",
      name: "'=cmd|' /C calc'!A0",
      title: "玫瑰 1",
      points: "a\nb",
      score: "-1",
      item_id: `${batchId}.0`,
      ai_generated: "true",
    });
    const label = JSON.parse(readFileSync(join(folder, `${id}.aigc.json`), "utf8"));
    expect(label).toMatchObject({ AIGC: { Label: "1", ProduceID: id } });
  });

  test("a workbook keeps text as text and numbers as numbers, holds no formula, and carries its label", async () => {
    const { operator, batchId } = await approvedBatch(3);
    const id = await publish(operator, batchId, "xlsx");
    const workbook = await readXlsx(readFileSync(join(folder, id)));
    const [header, first] = workbook.sheets[0]!.rows;
    const row = Object.fromEntries(header!.map((name, at) => [String(name), first![at]]));
    expect(row).toMatchObject({
      sku: "000001",
      name: "'=cmd|' /C calc'!A0",
      title: "玫瑰 1",
      score: -1,
      ai_generated: true,
    });
    expect(workbook.sheets[0]!.rows).toHaveLength(4);
    // A reader that has nothing in common with what wrote it sees the same.
    const path = join(folder, id);
    const other = await openWorkbook(path, `${path}.scratch`, statSync(path).size);
    const reader = other.openSheet("Published");
    const read: string[][] = [];
    for await (const rows of reader.rows()) read.push(...rows.map(({ cells }) => cells));
    await reader.close();
    other.close();
    expect(read).toEqual(workbook.sheets[0]!.rows.map((cells) => cells.map((cell) => String(cell ?? ""))));
    const label = JSON.parse(String(workbook.properties?.custom?.AIGC));
    expect(label).toMatchObject({ Label: "1", ProduceID: id });
  });

  test("a JSONL file keeps its structure and neutralises nothing", async () => {
    const { operator, batchId } = await approvedBatch(2);
    const id = await publish(operator, batchId, "jsonl");
    const lines = readFileSync(join(folder, id), "utf8").trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))[0]).toEqual({
      item_id: `${batchId}.0`,
      language: "en",
      source: { sku: "000001", name: "=cmd|' /C calc'!A0", notes: "rose" },
      output: { title: "玫瑰 1", points: ["a", "b"], score: -1, seo: null },
      ai_generated: true,
      ai_label: "AI-generated, human-reviewed",
    });
    expect(Object.keys(JSON.parse(lines[0]!).source)).toEqual(["sku", "name", "notes"]);
  });

  test("nothing but what was approved at the cut-off is in it, whatever is approved while it is written", async () => {
    const { operator, batchId } = await approvedBatch(5);
    await setState(batchId, [1, 2], "pending");
    await setState(batchId, [3], "rejected");
    const { id } = value(await create(operator, batchId, "jsonl"));
    await setState(batchId, [1], "approved");
    await writePublication({ publicationId: id }, runOn);
    const publication = value(await readPublication(operator, id));
    expect(publication).toMatchObject({ status: "succeeded", itemCount: 2, itemsWritten: 2 });
    const seqs = readFileSync(join(folder, id), "utf8").trimEnd().split("\n");
    expect(seqs.map((line) => JSON.parse(line).item_id)).toEqual([`${batchId}.0`, `${batchId}.4`]);
  });

  test("a batch without approvals is refused", async () => {
    const operator = await seedMember("Ana", ["operator"]);
    const batchId = await seedBatch({ launchedBy: operator, items: 1 });
    expect(await create(operator, batchId, "csv")).toMatchObject({ refusal: { code: "nothing_approved" } });
    expect(value(await previewPublication(operator, batchId))).toMatchObject({ approved: 0, pending: 1 });
    const reviewer = await seedMember("Mei");
    expect(await create(reviewer, batchId, "csv")).toMatchObject({ refusal: { code: "forbidden" } });
  });

  test("a run that is stopped offers nothing, and the next one leaves a whole file and no remains", async () => {
    const { operator, batchId } = await approvedBatch(1_200);
    const { id } = value(await create(operator, batchId, "csv"));
    const stop = new AbortController();
    const stopped = writePublication({ publicationId: id }, stop.signal);
    stop.abort();
    await expect(stopped).rejects.toThrow();
    expect(await openPublicationFile(operator, id, "file")).toMatchObject({
      refusal: { code: "publication_unfinished" },
    });
    await writePublication({ publicationId: id }, runOn);
    const lines = readFileSync(join(folder, id), "utf8").trimEnd().split("\r\n");
    expect(lines).toHaveLength(1_201);
    expect(readdirSync(folder).filter((name) => name.startsWith(id))).toEqual([id, `${id}.aigc.json`]);
    const { mtimeMs } = await import("node:fs/promises").then((fs) => fs.stat(join(folder, id)));
    await writePublication({ publicationId: id }, runOn);
    expect((await import("node:fs")).statSync(join(folder, id)).mtimeMs).toBe(mtimeMs);
  });

  test("fewer items than were frozen are never offered as the whole", async () => {
    const { operator, batchId } = await approvedBatch(3);
    const { id } = value(await create(operator, batchId, "csv"));
    await setState(batchId, [1], "rejected");
    await expect(writePublication({ publicationId: id }, runOn)).rejects.toThrow(/another number of items/);
    expect(readdirSync(folder)).not.toContain(id);
    expect(await openPublicationFile(operator, id, "file")).toMatchObject({
      refusal: { code: "publication_unfinished" },
    });
    await setState(batchId, [1], "approved");
    await db().update(batchItems).set({ decidedAt: null }).where(eq(batchItems.batchId, batchId));
    await writePublication({ publicationId: id }, runOn);
    expect(value(await readPublication(operator, id))).toMatchObject({
      status: "succeeded",
      itemsWritten: 3,
    });
  });

  test("a text too long for a cell fails the workbook with the item and column, and nothing else", async () => {
    const { operator, batchId } = await approvedBatch(2);
    await db()
      .update(batchItems)
      .set({ output: { title: "x".repeat(40_000), points: [], score: 1, seo: null } })
      .where(sql`${batchItems.batchId} = ${batchId} and ${batchItems.seq} = 1`);
    const id = await publish(operator, batchId, "xlsx");
    expect(value(await readPublication(operator, id))).toMatchObject({
      status: "failed",
      failure: { code: "publication_cell_too_long", params: { itemId: `${batchId}.1`, column: "title" } },
    });
    await publish(operator, batchId, "csv");
  });

  test("publications are listed newest first, watched until they end, and downloaded under their name", async () => {
    const { operator, batchId } = await approvedBatch(2);
    const first = await publish(operator, batchId, "csv");
    const second = value(await create(operator, batchId, "jsonl")).id;
    const states: string[] = [];
    const watching = (async () => {
      for await (const seen of watchPublication(operator, second, undefined)) states.push(value(seen).status);
    })();
    await writePublication({ publicationId: second }, runOn);
    await watching;
    expect(states.at(-1)).toBe("succeeded");
    const page = value(await listPublications(operator, { batchId, limit: 1 }));
    expect(page.items.map(({ id }) => id)).toEqual([second]);
    const next = value(await listPublications(operator, { batchId, limit: 1, cursor: page.nextCursor! }));
    expect(next.items.map(({ id }) => id)).toEqual([first]);
    expect(next.items[0]).toMatchObject({ createdBy: { name: "Ana" }, batchName: "香水" });
    const { name, file } = value(await openPublicationFile(operator, first, "file"));
    expect(name).toMatch(/^香水 \d{8}-\d{4}\.csv$/);
    expect(await new Response(Readable.toWeb(file.content) as ReadableStream).text()).toBe(
      readFileSync(join(folder, first), "utf8").slice(1),
    );
    expect(next.items[0]?.bytes).toBe(file.bytes);
  });

  test("20,000 rows are written in pages, with little more memory than one page", {
    timeout: 120_000,
  }, async () => {
    const { operator, batchId } = await approvedBatch(20_000);
    for (const format of ["csv", "xlsx", "jsonl"] as const) {
      const { id } = value(await create(operator, batchId, format));
      globalThis.gc?.();
      const before = process.memoryUsage.rss();
      let peak = before;
      const sampler = setInterval(() => {
        peak = Math.max(peak, process.memoryUsage.rss());
      }, 20);
      await writePublication({ publicationId: id }, runOn);
      clearInterval(sampler);
      expect((peak - before) / 1024 / 1024).toBeLessThan(200);
      expect(value(await readPublication(operator, id))).toMatchObject({
        status: "succeeded",
        itemsWritten: 20_000,
      });
      if (format === "csv") expect(await countCsvRows(join(folder, id))).toBe(20_001);
      if (format === "xlsx") {
        const { sheets } = await readXlsx(readFileSync(join(folder, id)));
        expect(sheets[0]!.rows).toHaveLength(20_001);
      }
    }
  });
});

async function approvedBatch(items: number) {
  const operator = await seedMember("Ana", ["operator"]);
  const batchId = await seedBatch({
    launchedBy: operator,
    items,
    name: "香水",
    reviewState: "approved",
    output: sql`jsonb_build_object('title', '玫瑰 ' || n, 'points', jsonb_build_array('a', 'b'), 'score', -n,
      'seo', null)`,
    values: sql`jsonb_build_object('sku', lpad(n::text, 6, '0'), 'name', '=cmd|'' /C calc''!A0', 'notes', 'rose')`,
  });
  return { operator, batchId };
}

function create(actor: Actor, batchId: string, format: FileFormat) {
  return createPublication(actor, { batchId, channel: { kind: "file", format } });
}

async function publish(actor: Actor, batchId: string, format: FileFormat): Promise<string> {
  const { id } = value(await create(actor, batchId, format));
  await writePublication({ publicationId: id }, runOn);
  return id;
}

async function setState(batchId: string, seqs: number[], reviewState: "pending" | "approved" | "rejected") {
  await db()
    .update(batchItems)
    .set({ reviewState, decidedAt: reviewState === "pending" ? null : sql`clock_timestamp()` })
    .where(sql`${batchItems.batchId} = ${batchId} and ${batchItems.seq} in ${seqs}`);
}

function countCsvRows(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let rows = 0;
    Papa.parse(createReadStream(path), {
      skipEmptyLines: true,
      step: () => rows++,
      complete: () => resolve(rows),
      error: reject,
    });
  });
}

function value<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}
