import type { Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import { sql } from "drizzle-orm";
import { readXlsx } from "hucre/xlsx";
import { expect, test } from "vitest";
import { GET } from "#app/api/v1/[...rest]/route.ts";
import { db } from "#db/client.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { createLexicon, replaceEntries } from "#lib/checks/lexicons/save-lexicon.ts";
import { reportBatch } from "#lib/compliance/batch-compliance.ts";
import { reportPeriod } from "#lib/compliance/period-compliance.ts";
import { newId } from "#lib/new-id.ts";
import { overrideCheck } from "#lib/review/override-check.ts";
import { rejectItems } from "#lib/review/reject-items.ts";
import { addMember, addToken, given } from "#tests/auth/people.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { seedBatch, seedMember } from "#tests/review/seed-batch.ts";

const BLOCK = {
  kind: "personal-data",
  verdict: "block",
  field: "title",
  spans: [],
  message: { code: "personal_data_found", params: {} },
  version: "1",
};
const TERM = {
  kind: "lexicon",
  verdict: "warn",
  field: "title",
  spans: [],
  message: { code: "lexicon_term", params: { term: "best" } },
  evidence: { category: "absolute-term" },
  version: "1",
};

describeOnDatabase("the compliance report", () => {
  test("of a batch holds every output with its checks, overrides, decisions, versions and label", async () => {
    const { batchId, manager } = await auditedBatch();
    const report = await jsonOf(given(await reportBatch(manager, { batchId, format: "json" }, "en")));
    expect(report).toMatchObject({ batch: { id: batchId, name: "=Perfumes" }, generatedBy: "Ana" });
    expect(report.items).toHaveLength(1_201);
    expect(report.items[0]).toMatchObject({
      itemId: `${batchId}.0`,
      openBlocks: [],
      overrides: [{ check: "personal-data", checkVersion: "1", reason: "=cmd()", by: "Ana" }],
      aiGenerated: true,
      aiLabel: "AI-generated, human-reviewed",
    });
    expect(report.items[1]).toMatchObject({
      reviewState: "rejected",
      route: "drop",
      decisions: [{ decision: "reject", reason: "other", note: "+1+1", by: "Mei" }],
    });
    expect(new Set(report.items.map(({ itemId }) => itemId)).size).toBe(1_201);
  });

  test("as a workbook runs nothing that people wrote", async () => {
    const { batchId, manager } = await auditedBatch();
    const { file, name } = given(await reportBatch(manager, { batchId, format: "xlsx" }, "en"));
    expect(name).toBe("=Perfumes - compliance.xlsx");
    const [header, first] = await readCells(file.content);
    expect(header?.slice(0, 3)).toEqual(["item_id", "row", "language"]);
    const cells = (first ?? []).map(String);
    expect(cells.some((cell) => cell.includes("=cmd()"))).toBe(true);
    expect(cells.filter((cell) => /^[=@]/.test(cell))).toEqual([]);
  });

  test("of a period counts what was made, what checks found by category, who decided, and what was let pass", async () => {
    await db().execute(sql`update batches set created_at = '2020-01-01', finished_at = '2020-01-02'`);
    const { batchId, manager } = await auditedBatch();
    const lexicon = given(
      await createLexicon(manager, { name: `Terms ${newId()}`, languages: ["en"], entries: [entry("best")] }),
    );
    given(
      await replaceEntries(manager, lexicon.id, { entries: [entry("best"), entry("first")], version: 1 }),
    );
    const today = new Date().toISOString().slice(0, 10);
    const period = { from: today, to: today, timeZone: "UTC" };
    const report = await jsonOf(given(await reportPeriod(manager, { ...period, format: "json" })));
    expect(report.outputs).toMatchObject({
      made: 1_201,
      checks: [
        { kind: "lexicon", checked: 1_201, pass: 1_200, warn: 1, block: 0, passRate: 0.9992 },
        { kind: "personal-data", checked: 1_201, pass: 1_200, block: 1 },
      ],
      riskCategories: [{ category: "absolute-term", warn: 1, block: 0 }],
    });
    expect(report.lexicons).toContainEqual(
      expect.objectContaining({
        version: 2,
        categories: [{ category: "absolute-term", severity: "block", terms: 2 }],
      }),
    );
    expect(report.review.rejected).toBeGreaterThanOrEqual(1);
    expect(report.decidedBy).toContainEqual(
      expect.objectContaining({
        name: "Mei",
        decisions: [expect.objectContaining({ decision: "reject", reason: "other" })],
      }),
    );
    expect(report.overrides).toContainEqual(
      expect.objectContaining({ itemId: `${batchId}.0`, reason: "=cmd()" }),
    );
    const sheet = await readCells(
      given(await reportPeriod(manager, { ...period, format: "xlsx" })).file.content,
    );
    expect(sheet[0]).toEqual(["section", "subject", "detail", "count", "share"]);
    expect(sheet).toContainEqual(["risk category", "absolute-term", "warn", 1, 0.0008]);
    const before = { from: "2019-01-01", to: "2019-12-31", timeZone: "Asia/Shanghai" };
    const empty = await jsonOf(given(await reportPeriod(manager, { ...before, format: "json" })));
    expect(empty).toMatchObject({
      lexicons: [],
      outputs: { made: 0, checks: [] },
      review: { items: 0, passRate: null },
      overrides: [],
    });
  });

  test("is for those who may read it, over days in their order", async () => {
    const { batchId, manager } = await auditedBatch(1);
    const reviewer = await seedMember("Mei");
    const period = { from: "2026-01-02", to: "2026-01-01", timeZone: "UTC", format: "json" as const };
    expect(await reportBatch(reviewer, { batchId, format: "json" }, "en")).toMatchObject({
      refusal: { code: "forbidden" },
    });
    expect(await reportPeriod(reviewer, period)).toMatchObject({ refusal: { code: "forbidden" } });
    expect(await reportPeriod(manager, period)).toMatchObject({ refusal: { code: "invalid_range" } });
    expect(await reportBatch(manager, { batchId: newId(), format: "json" }, "en")).toMatchObject({
      refusal: { code: "not_found" },
    });
    const { id } = await addMember(["manager"]);
    const { token } = await addToken(id);
    const url = `http://localhost/api/v1/batches/${batchId}/compliance?format=json`;
    const answer = await GET(new Request(url, { headers: { authorization: `Bearer ${token}` } }));
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-disposition")).toContain("compliance.json");
    expect(await answer.json()).toMatchObject({ items: [{ itemId: `${batchId}.0` }] });
  });
});

function entry(term: string) {
  return { term, severity: "block" as const, category: "absolute-term", exceptions: [] };
}

async function auditedBatch(items = 1_201) {
  const manager = await seedMember("Ana", ["manager"]);
  const batchId = await seedBatch({
    launchedBy: await seedMember("Olga", ["operator"]),
    items,
    name: "=Perfumes",
  });
  await check(batchId, 0, BLOCK);
  await check(batchId, 2, TERM);
  const itemId = `${batchId}.0`;
  given(await overrideCheck(manager, { itemId, check: "personal-data", reason: "=cmd()" }));
  const mei: Actor = await seedMember("Mei");
  const rejected = [{ itemId: `${batchId}.1`, outputVersion: 1 }];
  given(await rejectItems(mei, { items: rejected, reason: "other", note: "+1+1" }));
  return { batchId, manager };
}

async function check(batchId: string, seq: number, verdict: object): Promise<void> {
  await db().execute(sql`update batch_items set checks = ${JSON.stringify([verdict])}::jsonb
    where batch_id = ${batchId} and seq = ${seq}`);
}

async function readCells(content: Readable): Promise<unknown[][]> {
  const { sheets } = await readXlsx(await buffer(content));
  return (sheets[0]?.rows ?? []) as unknown[][];
}

async function jsonOf({ file }: { file: { content: Readable } }) {
  return JSON.parse(await text(file.content)) as {
    items: Record<string, unknown>[];
    outputs: unknown;
    lexicons: unknown[];
    review: { rejected: number };
    decidedBy: unknown[];
    overrides: unknown[];
  };
}
