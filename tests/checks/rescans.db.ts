import { eq, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { keepRescanned } from "#db/queries/checks/rescan-outputs.ts";
import { lockRescan, takeRescan } from "#db/queries/checks/rescans.ts";
import { batchItems } from "#db/schema/batches.ts";
import { rescanOutputs } from "#db/schema/checks.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { lexiconEntrySchema } from "#lib/checks/lexicons/lexicon.ts";
import { archiveLexicon, createLexicon, replaceEntries } from "#lib/checks/lexicons/save-lexicon.ts";
import { giveUpRescan, runRescan } from "#lib/checks/rescans/run-rescan.ts";
import { cancelRescan, previewRescan, startRescan } from "#lib/checks/rescans/start-rescan.ts";
import { viewNewlyBlocked, viewRescan, viewRescans } from "#lib/checks/rescans/view-rescans.ts";
import { newId } from "#lib/new-id.ts";
import { indexOutputs } from "#lib/outputs/index-outputs.ts";
import { listOutputs } from "#lib/outputs/list-outputs.ts";
import { LOST } from "#lib/queue/job.ts";
import { given } from "#tests/auth/people.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { seedBatch, seedMember } from "#tests/review/seed-batch.ts";

const manager: Actor = { memberId: newId(), name: "Mei", roles: ["manager"], via: "session" };
const never = new AbortController().signal;
const entry = (term: string, severity: "warn" | "block" = "block") =>
  lexiconEntrySchema.parse({ term, severity });

describeOnDatabase("a re-scan", () => {
  let olga: Actor;
  let lexiconId: string;
  beforeEach(async () => {
    olga = await seedMember("Olga", ["operator"]);
    lexiconId = given(
      await createLexicon(manager, {
        name: `Terms ${newId()}`,
        languages: ["en"],
        entries: [entry("nothing")],
      }),
    ).id;
  });

  const aBatch = (items: number, more: Partial<Parameters<typeof seedBatch>[0]> = {}) =>
    seedBatch({
      launchedBy: olga,
      items,
      checks: [{ kind: "lexicon", lexiconIds: [lexiconId] }],
      output: sql`jsonb_build_object('title', case when n % 3 = 0 then 'The best ' else 'A good ' end || n)`,
      ...more,
    });
  const forbid = (...terms: string[]) =>
    replaceEntries(manager, lexiconId, { entries: terms.map((term) => entry(term)) });
  const verdictsOf = async (batchId: string) => {
    const items = await db()
      .select()
      .from(batchItems)
      .where(eq(batchItems.batchId, batchId))
      .orderBy(batchItems.seq);
    return items.map(({ checks }) => checks.find(({ kind }) => kind === "lexicon")?.verdict);
  };
  const seen = (rescanId: string) =>
    db().select().from(rescanOutputs).where(eq(rescanOutputs.rescanId, rescanId)).orderBy(rescanOutputs.seq);

  test("counts the outputs first, and is refused where there is none", async () => {
    const scope = { lexiconId };
    expect(given(await previewRescan(manager, scope))).toEqual({ outputs: 0, batches: 0, judging: null });
    expect(await startRescan(manager, scope)).toMatchObject({ refusal: { code: "rescan_empty" } });
    await aBatch(5);
    await aBatch(2);
    await aBatch(9, { checks: [{ kind: "links", severity: "warn" }] });
    expect(given(await previewRescan(manager, scope))).toEqual({ outputs: 7, batches: 2, judging: null });
    expect(given(await previewRescan(manager, { batchIds: [newId()] }))).toEqual({
      outputs: 0,
      batches: 0,
      judging: null,
    });
    expect(await previewRescan(olga, scope)).toMatchObject({ refusal: { code: "forbidden" } });
  });

  test("says what the lexicon as it is now finds in old outputs, and lists what is newly blocked", async () => {
    const batchId = await aBatch(250, { reviewState: "approved" });
    await forbid("the best");
    const { id, outputs } = given(await startRescan(manager, { lexiconId }));
    expect(outputs).toBe(250);
    await runRescan({ rescanId: id }, never);
    expect(given(await viewRescan(olga, id))).toMatchObject({
      status: "succeeded",
      checked: 250,
      newlyBlocked: 83,
      newlyWarned: 0,
      cleared: 0,
      lexicons: [{ id: lexiconId, version: 2 }],
    });
    expect((await verdictsOf(batchId)).slice(0, 3)).toEqual(["pass", "pass", "block"]);
    const first = given(await viewNewlyBlocked(olga, id, { limit: 50 }));
    expect(first.items).toHaveLength(50);
    expect(first.items[0]).toMatchObject({ batchId, seq: 2, reviewState: "approved", isPublished: false });
    expect(first.items[0]?.findings).toMatchObject([
      { kind: "lexicon", verdict: "block", evidence: { lexicon: { id: lexiconId, version: 2 } } },
    ]);
    const rest = given(await viewNewlyBlocked(olga, id, { limit: 50, cursor: first.nextCursor ?? "" }));
    expect(rest.items).toHaveLength(33);
    const all = await seen(id);
    expect(new Set(all.map(({ outputVersion }) => outputVersion))).toEqual(new Set([1]));
    expect(all).toHaveLength(250);
  });

  test("has outputs found by what is said of them now", async () => {
    const batchId = await aBatch(9);
    const filter = { batchId, verdict: "block" as const, timeZone: "UTC" };
    const blocked = async () => {
      await indexOutputs({ patienceMs: 10_000 });
      return given(await listOutputs(manager, filter, { limit: 50 })).items.map(({ seq }) => seq);
    };
    expect(await blocked()).toEqual([]);
    await forbid("the best");
    await runRescan({ rescanId: given(await startRescan(manager, { lexiconId })).id }, never);
    expect((await blocked()).sort()).toEqual([2, 5, 8]);
  });

  test("clears what the lexicon does not forbid any more", async () => {
    const batchId = await aBatch(3);
    await forbid("the best");
    await runRescan({ rescanId: given(await startRescan(manager, { batchIds: [batchId] })).id }, never);
    await forbid("another");
    const { id } = given(await startRescan(manager, { batchIds: [batchId] }));
    await runRescan({ rescanId: id }, never);
    expect(given(await viewRescan(olga, id))).toMatchObject({ newlyBlocked: 0, cleared: 1 });
    expect(await verdictsOf(batchId)).toEqual(["pass", "pass", "pass"]);
    expect(given(await viewRescans(olga, { lexiconId, limit: 10 })).items).toHaveLength(2);
  });

  test("goes by the lexicon as it was when it began, whatever is saved meanwhile", async () => {
    const batchId = await aBatch(3);
    await forbid("the best");
    const { id } = given(await startRescan(manager, { lexiconId }));
    await forbid("good");
    await runRescan({ rescanId: id }, never);
    expect(await verdictsOf(batchId)).toEqual(["pass", "pass", "block"]);
  });

  test("a re-scan of a lexicon that was archived meanwhile finds no term of it", async () => {
    const batchId = await aBatch(3);
    await forbid("the best");
    const { id } = given(await startRescan(manager, { lexiconId }));
    given(await archiveLexicon(manager, lexiconId));
    await runRescan({ rescanId: id }, never);
    expect(await verdictsOf(batchId)).toEqual(["pass", "pass", "pass"]);
  });

  test("how an output came to fit its fields is still said of it", async () => {
    const batchId = await aBatch(1);
    const repaired = { kind: "format", verdict: "warn", field: null, spans: [], version: "2" };
    const checks = [{ ...repaired, message: { code: "format_repaired", params: {} } }];
    await db().execute(sql`
      update batch_items set checks = ${JSON.stringify(checks)}::jsonb where batch_id = ${batchId}`);
    await runRescan({ rescanId: given(await startRescan(manager, { lexiconId })).id }, never);
    const [item] = await db().select().from(batchItems).where(eq(batchItems.batchId, batchId));
    expect(item?.checks.map(({ message }) => message.code)).toEqual(["format_repaired", "lexicon_clean"]);
  });

  test("a worker that is stopped or killed between pages leaves the rest to the next, and no output is seen twice", async () => {
    await aBatch(250);
    await forbid("the best");
    const { id } = given(await startRescan(manager, { lexiconId }));
    const stopping = new AbortController();
    const run = runRescan({ rescanId: id }, stopping.signal);
    while (given(await viewRescan(olga, id)).checked === 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
    stopping.abort(LOST);
    await run;
    const halfway = given(await viewRescan(olga, id));
    expect(halfway.status).toBe("running");
    expect(halfway.checked).toBeLessThan(250);
    await runRescan({ rescanId: id }, never);
    expect(given(await viewRescan(olga, id))).toMatchObject({
      status: "succeeded",
      checked: 250,
      newlyBlocked: 83,
    });
    expect(await seen(id)).toHaveLength(250);
  });

  test("a worker that has lost it to another writes nothing any more", async () => {
    await aBatch(3);
    const { id } = given(await startRescan(manager, { lexiconId }));
    const stale = await takeRescan(db(), id);
    const fresh = await takeRescan(db(), id);
    if (!stale || !fresh) throw new Error("Nothing to take.");
    await db().transaction(async (tx) => {
      expect(await lockRescan(tx, stale)).toBe(false);
      expect(await lockRescan(tx, fresh)).toBe(true);
    });
  });

  test("one that was cancelled stops, keeps what it has, and cannot be cancelled twice", async () => {
    await aBatch(3);
    const { id } = given(await startRescan(manager, { lexiconId }));
    expect(await cancelRescan(olga, id)).toMatchObject({ refusal: { code: "forbidden" } });
    given(await cancelRescan(manager, id));
    await runRescan({ rescanId: id }, never);
    expect(given(await viewRescan(olga, id))).toMatchObject({ status: "cancelled", checked: 0 });
    expect(await cancelRescan(manager, id)).toMatchObject({ refusal: { code: "rescan_over" } });
    expect(await cancelRescan(manager, newId())).toMatchObject({ refusal: { code: "not_found" } });
  });

  test("one that was tried in vain says so", async () => {
    await aBatch(1);
    const { id } = given(await startRescan(manager, { lexiconId }));
    await giveUpRescan({ rescanId: id });
    expect(given(await viewRescan(olga, id))).toMatchObject({
      status: "failed",
      failure: { code: "given_up" },
    });
  });

  test("an output that got another version meanwhile keeps what was said of that", async () => {
    const batchId = await aBatch(2);
    const { id } = given(await startRescan(manager, { lexiconId }));
    const edited = [
      {
        kind: "lexicon",
        verdict: "warn",
        field: null,
        spans: [],
        version: "2",
        message: { code: "x", params: {} },
      },
    ];
    await db().execute(sql`
      update batch_items set output_version = 2, checked_version = 2, checks = ${JSON.stringify(edited)}::jsonb
      where batch_id = ${batchId} and seq = 0`);
    const page = [0, 1].map((seq) => ({
      seq,
      version: 1,
      checks: [],
      before: "pass" as const,
      after: "pass" as const,
      findings: null,
    }));
    await keepRescanned(db(), { rescanId: id, batchId }, page);
    const [first] = await db()
      .select()
      .from(batchItems)
      .where(eq(batchItems.batchId, batchId))
      .orderBy(batchItems.seq);
    expect(first?.checks).toEqual(edited);
    expect((await seen(id)).map(({ seq }) => seq)).toEqual([1]);
    await keepRescanned(db(), { rescanId: id, batchId }, page);
    expect(given(await viewRescan(olga, id)).checked).toBe(1);
  });
});
