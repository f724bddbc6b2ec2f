import { text } from "node:stream/consumers";
import { desc, eq, sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { auditLog } from "#db/schema/auth.ts";
import { batchCounters } from "#db/schema/batches.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { viewBatch } from "#lib/batches/view/view-batch.ts";
import { newId } from "#lib/new-id.ts";
import { createPublication } from "#lib/publishing/create-publication.ts";
import { openPublicationFile, previewPublication } from "#lib/publishing/read-publications.ts";
import { writePublication } from "#lib/publishing/write-publication.ts";
import type { Result } from "#lib/result.ts";
import type { Claim } from "#lib/review/claim.ts";
import { claimItems } from "#lib/review/claim-items.ts";
import { decideItems } from "#lib/review/decide-items.ts";
import type { DecisionInput } from "#lib/review/decision-input.ts";
import { readReviewItem } from "#lib/review/read-review-item.ts";
import { reopenItem } from "#lib/review/reopen-item.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { seedBatch, seedMember } from "./seed-batch.ts";

const dataDir = temporaryFolder();

beforeAll(() => {
  process.env.DATA_DIR = dataDir;
});

describeOnDatabase("four eyes and second looks", () => {
  test("whoever edited the output neither gets nor approves the item, edits of others or not", async () => {
    const { batchId, mei, lin, zoe } = await batchOf(1);
    const [mine] = await claim(mei, batchId);
    await edit(mei, mine!, "By Mei. And more.");
    const [theirs] = await claim(lin, batchId);
    await edit(lin, theirs!, "By Mei. By Lin.");
    expect(await claim(mei, batchId)).toEqual([]);
    expect(await claim(lin, batchId)).toEqual([]);
    const [held] = await claim(zoe, batchId);
    for (const author of [mei, lin])
      expect(await decide(author, held!, "approve")).toMatchObject({
        status: "forbidden",
        code: "four_eyes",
      });
    expect(await decide(zoe, held!, "approve")).toMatchObject({ status: "accepted" });
  });

  test.each([
    ["whoever rewrote it all, though another then changed a word", "All of it is new", "All of it is fresh"],
    ["whoever took a warning away, though another then added one", "Rose", "Rose. Keep it cool"],
  ])("%s, neither gets nor approves the item", async (_, meis, lins) => {
    const { batchId, mei, lin, zoe } = await batchOf(1);
    const [mine] = await claim(mei, batchId);
    await edit(mei, mine!, meis);
    const [theirs] = await claim(lin, batchId);
    await edit(lin, theirs!, lins);
    expect(await claim(mei, batchId)).toEqual([]);
    const [held] = await claim(zoe, batchId);
    expect(await decide(mei, held!, "approve")).toMatchObject({ status: "forbidden", code: "four_eyes" });
    expect(await decide(zoe, held!, "approve")).toMatchObject({ status: "accepted" });
  });

  test("an edit that changes nothing is none: it makes no version and no author", async () => {
    const { batchId, mei } = await batchOf(1);
    const [mine] = await claim(mei, batchId);
    const edited = await decide(mei, mine!, "edit", { output: mine!.output });
    expect(edited).toMatchObject({ status: "accepted", item: { outputVersion: 1, lastEditedBy: null } });
    expect(value(await readReviewItem(mei, mine!.itemId)).history).toEqual([]);
    expect(await decide(mei, mine!, "approve")).toMatchObject({ status: "accepted" });
  });

  test("an edit that was taken back leaves no author behind", async () => {
    const { batchId, mei } = await batchOf(1);
    const [mine] = await claim(mei, batchId);
    await edit(mei, mine!, "By Mei.");
    const undone = await decide(mei, mine!, "undo");
    const { token, outputVersion } = undone.item!;
    expect(await decide(mei, { ...mine!, token, outputVersion }, "approve")).toMatchObject({
      status: "accepted",
    });
  });

  test("an escalated item is escalated again after an undo, held by who took the decision back", async () => {
    const { batchId, operator, mei, lin, zoe } = await batchOf(1);
    const [mine] = await claim(mei, batchId);
    await decide(mei, mine!, "escalate");
    const [theirs] = await claim(lin, batchId, "escalated");
    await decide(lin, theirs!, "approve");
    const undone = await decide(lin, theirs!, "undo");
    expect(undone.item).toMatchObject({ reviewState: "escalated", decidedBy: { name: "Mei" } });
    expect(await countsOf(batchId)).toEqual({ pending: 0, approved: 0, rejected: 0, escalated: 1 });
    const { review, counts } = value(await viewBatch(operator, batchId));
    expect(review.pending + review.approved + review.rejected + review.escalated).toBe(counts.succeeded);
    expect(await claim(mei, batchId, "escalated")).toEqual([]);
    expect(await claim(zoe, batchId, "escalated")).toEqual([]);
    const { token, outputVersion } = undone.item!;
    expect(await decide(lin, { ...theirs!, token, outputVersion }, "reject", { reason: "1" })).toMatchObject({
      item: { reviewState: "rejected" },
    });
  });

  test("a request sent twice is made once; its id under other content is a conflict", async () => {
    const { batchId, mei } = await batchOf(2);
    const [one, other] = await claim(mei, batchId);
    const requestId = newId();
    expect(await decide(mei, one!, "approve", { requestId })).toMatchObject({ status: "accepted" });
    expect(await decide(mei, one!, "approve", { requestId })).toMatchObject({ status: "accepted" });
    for (const [held, decision, rest] of [
      [other!, "approve", {}],
      [one!, "reject", { reason: "1" }],
      [one!, "edit", { output: { title: "x" } }],
    ] as const)
      expect(await decide(mei, held, decision, { requestId, ...rest })).toMatchObject({
        status: "conflict",
        code: "request_reused",
      });
    expect(value(await readReviewItem(mei, other!.itemId)).reviewState).toBe("pending");
  });

  test("a decision that is not published is reopened by who may, with a note and in the audit log", async () => {
    const { batchId, operator, mei, lin, manager } = await batchOf(3);
    const [one, two, three] = await claim(mei, batchId);
    await decide(mei, one!, "approve");
    await decide(mei, two!, "reject", { reason: "1" });
    expect(await reopenItem(lin, { itemId: one!.itemId, note: "x" })).toMatchObject({
      refusal: { code: "forbidden" },
    });
    expect(await reopenItem(manager, { itemId: three!.itemId, note: "x" })).toMatchObject({
      refusal: { code: "item_not_decided" },
    });
    for (const { itemId } of [one!, two!])
      expect(await reopenItem(manager, { itemId, note: "A claim is wrong" })).toMatchObject({ ok: true });
    expect(await countsOf(batchId)).toEqual({ pending: 3, approved: 0, rejected: 0, escalated: 0 });
    const { history } = value(await readReviewItem(mei, one!.itemId));
    expect(history.at(-1)).toMatchObject({
      decision: "reopen",
      note: "A claim is wrong",
      by: { name: "Max" },
    });
    const [logged] = await db()
      .select()
      .from(auditLog)
      .where(eq(auditLog.action, "review.reopen"))
      .orderBy(desc(auditLog.id))
      .limit(1);
    expect(logged).toMatchObject({
      before: { reviewState: "rejected" },
      after: { note: "A claim is wrong" },
    });

    const again = (await claim(lin, batchId)).find(({ itemId }) => itemId === one!.itemId);
    await decide(lin, again!, "approve");
    await publish(operator, batchId);
    expect(await reopenItem(manager, { itemId: one!.itemId, note: "x" })).toMatchObject({
      refusal: { code: "item_already_published" },
    });
  });

  test("a second publication holds only what is new when asked to, and a failed one held nothing", async () => {
    const { batchId, operator, mei } = await batchOf(4);
    const [one, two, three, four] = await claim(mei, batchId);
    await decide(mei, one!, "approve");
    expect(await titlesOf(operator, await publish(operator, batchId, "new"))).toEqual(["Rose 1"]);
    expect(await createPublication(operator, { batchId, channel: CHANNEL, only: "new" })).toMatchObject({
      refusal: { code: "nothing_new" },
    });
    await decide(mei, two!, "approve");
    const failed = value(await createPublication(operator, { batchId, channel: CHANNEL, only: "new" }));
    await db().execute(sql`update publications set status = 'failed' where id = ${failed.id}`);
    await decide(mei, three!, "approve");
    expect(value(await previewPublication(operator, batchId))).toMatchObject({
      approved: 3,
      newlyApproved: 2,
      publications: 1,
    });
    expect(await titlesOf(operator, await publish(operator, batchId, "new"))).toEqual(["Rose 2", "Rose 3"]);
    expect(await titlesOf(operator, await publish(operator, batchId))).toEqual([
      "Rose 1",
      "Rose 2",
      "Rose 3",
    ]);
    expect(value(await readReviewItem(mei, three!.itemId)).publications).toHaveLength(2);
    expect(await decide(mei, three!, "undo")).toMatchObject({
      status: "conflict",
      code: "already_published",
    });
    expect(await decide(mei, four!, "approve")).toMatchObject({ status: "accepted" });
    expect(await decide(mei, four!, "undo")).toMatchObject({ status: "accepted" });
  });
});

const CHANNEL = { kind: "file" as const, format: "jsonl" as const };

async function batchOf(items: number) {
  const operator = await seedMember("Ana", ["operator"]);
  return {
    operator,
    mei: await seedMember("Mei"),
    lin: await seedMember("Lin"),
    zoe: await seedMember("Zoe"),
    manager: await seedMember("Max", ["manager"]),
    batchId: await seedBatch({ launchedBy: operator, items }),
  };
}

async function claim(
  actor: Actor,
  batchId: string,
  state: "pending" | "escalated" = "pending",
): Promise<Claim[]> {
  return value(await claimItems(actor, { batchId, limit: 10, state, except: [], resume: false })).claims;
}

async function decide(
  actor: Actor,
  { itemId, token, outputVersion }: Pick<Claim, "itemId" | "token" | "outputVersion">,
  decision: DecisionInput["decision"],
  rest: Partial<DecisionInput> = {},
) {
  const [result] = value(await decideItems(actor, [{ itemId, token, outputVersion, decision, ...rest }]));
  return result!;
}

function edit(actor: Actor, held: Claim, title: string) {
  return decide(actor, held, "edit", { output: { title } });
}

async function publish(operator: Actor, batchId: string, only: "all" | "new" = "all"): Promise<string> {
  const { id } = value(await createPublication(operator, { batchId, channel: CHANNEL, only }));
  await writePublication({ publicationId: id }, new AbortController().signal);
  return id;
}

async function titlesOf(operator: Actor, id: string): Promise<string[]> {
  const { file } = value(await openPublicationFile(operator, id, "file"));
  const lines = (await text(file.content)).trim().split("\n");
  return lines.map((line) => JSON.parse(line).output.title);
}

async function countsOf(batchId: string) {
  const [counts] = await db()
    .select({
      pending: sql<number>`sum(review_pending)::int`,
      approved: sql<number>`sum(approved)::int`,
      rejected: sql<number>`sum(rejected)::int`,
      escalated: sql<number>`sum(escalated)::int`,
    })
    .from(batchCounters)
    .where(eq(batchCounters.batchId, batchId));
  return counts;
}

function value<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}
