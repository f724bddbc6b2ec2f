import { text } from "node:stream/consumers";
import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { regenerations } from "#db/schema/review.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { itemId, parseItemId } from "#lib/batches/item-id.ts";
import { viewItem, viewItems } from "#lib/batches/view/view-items.ts";
import { runRescan } from "#lib/checks/rescans/run-rescan.ts";
import { startRescan } from "#lib/checks/rescans/start-rescan.ts";
import { viewNewlyBlocked } from "#lib/checks/rescans/view-rescans.ts";
import { isShownBlind } from "#lib/checks/shown-blind.ts";
import { reportBatch } from "#lib/compliance/batch-compliance.ts";
import { askBulkAction, previewBulkAction } from "#lib/outputs/ask-bulk-action.ts";
import type { OutputFilter } from "#lib/outputs/filter-schema.ts";
import { indexOutputs } from "#lib/outputs/index-outputs.ts";
import { listOutputs } from "#lib/outputs/list-outputs.ts";
import { startQueue } from "#lib/queue/queue.ts";
import { readReviewItem } from "#lib/review/read-review-item.ts";
import { jobs } from "#lib/worker/jobs.ts";
import { given } from "#tests/auth/people.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { madeOutputs } from "../outputs/made-outputs.ts";
import { claim, decide } from "./as-reviewer.ts";
import { seedMember } from "./seed-batch.ts";

const goesOn = new AbortController().signal;
const page = { limit: 100 };
const LINK = { code: "link_found", params: { link: "www.shop.example" } };

describeOnDatabase("what is kept from who decides", () => {
  beforeAll(async () => {
    await startQueue(jobs, "worker");
  });

  const seqsFound = async (actor: Actor, filter: OutputFilter) =>
    given(await listOutputs(actor, filter, page)).items.map(({ seq }) => seq);
  const reported = async (actor: Actor, batchId: string) => {
    const { file } = given(await reportBatch(actor, { batchId, format: "json" }, "en"));
    return (JSON.parse(await text(file.content)) as { items: ReportedItem[] }).items;
  };

  test("what the first of two said is found by nobody who may be the second, by no way, until both have decided", async () => {
    const [olga, manager] = [await seedMember("Olga", ["operator"]), await seedMember("Max", ["manager"])];
    const [mei, lin] = [await seedMember("Mei"), await seedMember("Lin")];
    const both = await seedMember("Ana", ["reviewer", "manager"]);
    const batchId = await madeOutputs(olga, ["a"], { reviewPlan: { kind: "every", doubleShare: 1 } });
    const [held] = await claim(mei, { batchId });
    await decide(mei, held!, "reject", { reason: "wrong_fact", route: "regenerate", note: "Not of steel." });

    const today = { batchId, from: "2001-01-01", to: "2999-01-01" };
    for (const second of [lin, olga, both]) {
      expect(await seqsFound(second, { batchId })).toEqual([0]);
      expect(await seqsFound(second, { batchId, reason: "wrong_fact" })).toEqual([]);
      expect(await seqsFound(second, today)).toEqual([]);
      expect(JSON.stringify(given(await readReviewItem(second, held!.itemId)))).not.toMatch(
        /wrong_fact|steel|Mei/,
      );
    }
    expect(await seqsFound(both, { batchId, decidedBy: mei.memberId })).toEqual([]);
    expect(
      await previewBulkAction(lin, { filter: { batchId, reason: "wrong_fact" }, do: "reject" }),
    ).toMatchObject({
      refusal: { code: "nothing_matches" },
    });
    expect((await reported(both, batchId))[0]?.decisions).toEqual([]);

    expect(await seqsFound(mei, { batchId, decidedBy: mei.memberId })).toEqual([0]);
    expect(await seqsFound(manager, { batchId, decidedBy: mei.memberId })).toEqual([0]);
    expect(await seqsFound(manager, { batchId, reason: "wrong_fact" })).toEqual([0]);
    expect((await reported(manager, batchId))[0]?.decisions).toMatchObject([{ by: "Mei" }]);

    const [second] = await claim(lin, { batchId });
    await decide(lin, second!, "reject", { reason: "wrong_fact", route: "drop" });
    expect(await seqsFound(both, { batchId, decidedBy: mei.memberId })).toEqual([0]);
    expect(await seqsFound(olga, { batchId, reason: "wrong_fact" })).toEqual([0]);
  });

  test("the first of two who rejects an output has nothing made anew: that is for both to say", async () => {
    const [olga, mei, lin] = [
      await seedMember("Olga", ["operator"]),
      await seedMember("Mei"),
      await seedMember("Lin"),
    ];
    const batchId = await madeOutputs(olga, ["a"], { reviewPlan: { kind: "every", doubleShare: 1 } });
    const asked = () => db().select().from(regenerations).where(sql`batch_id = ${batchId}`);
    const rejection = { reason: "wrong_fact", route: "regenerate" } as const;
    await decide(mei, (await claim(mei, { batchId }))[0]!, "reject", rejection);
    expect(await asked()).toEqual([]);
    await decide(lin, (await claim(lin, { batchId }))[0]!, "reject", rejection);
    expect(await asked()).toMatchObject([{ askedBy: lin.memberId }]);
  });

  async function blindBatch(olga: Actor) {
    const said = [
      { ...{ kind: "links", verdict: "block", field: null, spans: [], version: "1" }, message: LINK },
    ];
    const batchId = await madeOutputs(
      olga,
      Array.from({ length: 20 }, (_, at) => `see www.shop.example ${at}`),
      {
        checks: [{ kind: "links", severity: "block" }],
        reviewPlan: { kind: "every", blind: true },
        verdicts: sql`${JSON.stringify(said)}::jsonb`,
      },
    );
    await indexOutputs({ patienceMs: 60_000 });
    const seqs = Array.from({ length: 20 }, (_, seq) => seq);
    const blind = seqs.filter((seq) => isShownBlind({ blind: true }, 7, seq));
    const shown = seqs.filter((seq) => !blind.includes(seq));
    return { batchId, blind, shown };
  }

  test("what the checks found of an output that is shown blind is told to no reviewer, by no way, and to others it is", async () => {
    const [olga, manager] = [await seedMember("Olga", ["operator"]), await seedMember("Max", ["manager"])];
    const [mei, both] = [await seedMember("Mei"), await seedMember("Ana", ["reviewer", "manager"])];
    const { batchId, blind, shown } = await blindBatch(olga);
    const [seq = 0] = blind;

    for (const reviewer of [mei, both]) {
      const items = given(await viewItems(reviewer, batchId, page)).items;
      expect(items.filter(({ checks }) => checks.length > 0).map((item) => item.seq)).toEqual(shown);
      expect(given(await viewItem(reviewer, batchId, seq)).checks).toEqual([]);
      const outputs = given(await listOutputs(reviewer, { batchId }, page)).items;
      expect(outputs).toHaveLength(20);
      for (const output of outputs) expect(output.isBlind).toBe(blind.includes(output.seq));
      for (const output of outputs) expect(output.checks.length > 0).toBe(!output.isBlind);
      for (const filter of [{ verdict: "block" }, { check: "links" }] as const)
        expect(await seqsFound(reviewer, { batchId, ...filter })).toEqual(shown);
      const bulk = { filter: { batchId, verdict: "block" }, do: "reject" } as const;
      expect(given(await previewBulkAction(reviewer, bulk)).count).toBe(shown.length);
      expect(given(await readReviewItem(reviewer, itemId(batchId, seq)))).toMatchObject({
        checks: [],
        isBlind: true,
      });
      for (const { isBlind, checks, itemId } of await claim(reviewer, { batchId, limit: 20 })) {
        expect(isBlind).toBe(blind.includes(parseItemId(itemId)?.seq ?? -1));
        expect(checks.length > 0).toBe(!isBlind);
      }
    }
    const ofBoth = (await reported(both, batchId)).filter(({ isBlind }) => isBlind);
    expect(ofBoth).toHaveLength(blind.length);
    for (const item of ofBoth) expect(item).toMatchObject({ checks: [], openBlocks: [] });

    for (const other of [olga, manager]) {
      expect(given(await viewItem(other, batchId, seq)).checks).toMatchObject([{}, { verdict: "block" }]);
      expect(await seqsFound(other, { batchId, verdict: "block" })).toHaveLength(20);
      expect(given(await readReviewItem(other, itemId(batchId, seq)))).toMatchObject({ isBlind: false });
      expect((await reported(other, batchId)).filter(({ isBlind }) => isBlind)).toEqual([]);
    }
  });

  test("an output that was shown blind is shown with its checks once it is decided on", async () => {
    const [olga, mei, li] = [
      await seedMember("Olga", ["operator"]),
      await seedMember("Mei"),
      await seedMember("Li"),
    ];
    const { batchId, blind } = await blindBatch(olga);
    const [seq = 0] = blind;
    const [held] = await claim(mei, { batchId, first: itemId(batchId, seq), limit: 1 });
    await decide(mei, held!, "reject", { reason: "wrong_fact", route: "drop" });
    expect(given(await viewItem(li, batchId, seq)).checks).toMatchObject([{}, { verdict: "block" }]);
    expect(await seqsFound(li, { batchId, check: "links" })).toContain(seq);
  });

  test("a reviewer rejects by what the checks say only what they may know of", async () => {
    const [olga, mei] = [await seedMember("Olga", ["operator"]), await seedMember("Mei")];
    const { batchId, shown } = await blindBatch(olga);
    const input = { filter: { batchId, check: "links" }, do: "reject", reason: "wrong_fact" } as const;
    expect(given(await askBulkAction(mei, input)).count).toBe(shown.length);
  });

  test("what a re-scan blocks newly of outputs that are shown blind is told to no reviewer", async () => {
    const [olga, mei] = [await seedMember("Olga", ["operator"]), await seedMember("Mei")];
    const manager = await seedMember("Max", ["manager"]);
    const { batchId, blind, shown } = await blindBatch(olga);
    await db().execute(sql`update batch_items set checks = '[]'::jsonb where batch_id = ${batchId}`);
    const { id } = given(await startRescan(manager, { batchIds: [batchId] }));
    await runRescan({ rescanId: id }, goesOn);
    const told = async (actor: Actor) =>
      given(await viewNewlyBlocked(actor, id, page)).items.map(({ seq }) => seq);
    expect(await told(mei)).toEqual(shown);
    expect(await told(olga)).toHaveLength(blind.length + shown.length);
  });
});

interface ReportedItem {
  isBlind: boolean;
  checks: object[];
  decisions: object[];
}
