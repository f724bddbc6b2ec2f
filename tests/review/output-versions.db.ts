import { text } from "node:stream/consumers";
import { and, eq, sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { batchItems, outputVersions } from "#db/schema/batches.ts";
import { publicationItems } from "#db/schema/publishing.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { parseItemId } from "#lib/batches/item-id.ts";
import { viewItem, viewItems } from "#lib/batches/view/view-items.ts";
import { createPublication } from "#lib/publishing/create-publication.ts";
import { openPublicationFile } from "#lib/publishing/read-publications.ts";
import { writePublication } from "#lib/publishing/write-publication.ts";
import type { Result } from "#lib/result.ts";
import type { Claim } from "#lib/review/claim.ts";
import { claimItems } from "#lib/review/claim-items.ts";
import { decideItems } from "#lib/review/decide-items.ts";
import type { DecisionInput } from "#lib/review/decision-input.ts";
import { listOwnDecisions } from "#lib/review/list-own-decisions.ts";
import { readReviewItem } from "#lib/review/read-review-item.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { describeOnDatabase } from "../fixtures/describe-on-database.ts";
import { seedBatch, seedMember } from "./seed-batch.ts";

const dataDir = temporaryFolder();

beforeAll(() => {
  process.env.DATA_DIR = dataDir;
});

describeOnDatabase("versions of outputs", () => {
  test("an output nobody changed has one version and no row of its own, decided and published or not", async () => {
    const { batchId, operator, mei } = await batchOf(2);
    const [held, other] = await claim(mei, batchId);
    await decide(mei, held!, "approve");
    await decide(mei, other!, "reject", { reason: "1" });
    await publish(operator, batchId);
    expect(await keptRows(batchId)).toEqual([]);
    expect(await db().select().from(publicationItems)).toEqual([]);
    const item = value(await readReviewItem(mei, held!.itemId));
    const { endedAt } = await viewOf(operator, held!.itemId);
    expect(item).toMatchObject({ outputVersion: 1, checkedVersion: 1 });
    expect(item.versions).toEqual([
      {
        version: 1,
        kind: "generated",
        output: expect.objectContaining({ title: "Rose 1" }),
        madeBy: null,
        madeAt: endedAt,
        fromVersion: null,
      },
    ]);
  });

  test("each version is kept with how it was made, by whom, when and from what", async () => {
    const { batchId, operator, mei, lin } = await batchOf(1);
    const [mine] = await claim(mei, batchId);
    await edit(mei, mine!, "By Mei");
    const [theirs] = await claim(lin, batchId);
    const edited = await edit(lin, theirs!, "By Lin");
    const undone = await decide(lin, { ...theirs!, token: edited.item!.token }, "undo");
    expect(undone.item).toMatchObject({ outputVersion: 4, lastEditedBy: { name: "Mei" } });

    const { versions, history, output } = value(await readReviewItem(mei, mine!.itemId));
    expect(versions.map((one) => [one.version, one.kind, one.madeBy?.name, one.fromVersion])).toEqual([
      [1, "generated", undefined, null],
      [2, "edited", "Mei", 1],
      [3, "edited", "Lin", 2],
      [4, "restored", "Lin", 2],
    ]);
    expect(versions.map((one) => one.output.title)).toEqual(["Rose 1", "By Mei", "By Lin", "By Mei"]);
    expect(versions.at(-1)?.output).toEqual(output);
    const view = await viewOf(operator, mine!.itemId);
    expect(view.versions).toEqual(versions);
    expect(view).toMatchObject({ outputVersion: 4, checkedVersion: 1 });
    expect(versions[0]?.madeAt).toBe(view.endedAt);
    expect(versions[3]?.madeAt).toBe(history[2]?.at);

    const told = history.map((one) => [one.decision, one.outputBefore?.title, one.outputAfter?.title]);
    expect(told).toEqual([
      ["edit", "Rose 1", "By Mei"],
      ["edit", "By Mei", "By Lin"],
      ["undo", "By Lin", "By Mei"],
    ]);
    expect(value(await listOwnDecisions(lin, 1))).toMatchObject([
      { outputBefore: { title: "By Mei" }, outputAfter: { title: "By Lin" } },
    ]);
  });

  test("who edited the text that stands can't approve it, whoever's edit was taken back after it", async () => {
    const { batchId, mei, lin } = await batchOf(1);
    const [mine] = await claim(mei, batchId);
    await edit(mei, mine!, "By Mei");
    const [theirs] = await claim(lin, batchId);
    await edit(lin, theirs!, "By Lin");
    const undone = await decide(lin, theirs!, "undo");
    const now = { ...theirs!, token: undone.item!.token, outputVersion: 4 };
    expect(await claim(mei, batchId)).toEqual([]);
    expect(await decide(mei, now, "approve")).toMatchObject({ status: "forbidden", code: "four_eyes" });
    expect(await decide(lin, now, "approve")).toMatchObject({ status: "accepted" });
  });

  test("an edit taken back in the call that made it leaves the text of before, and all three versions", async () => {
    const { batchId, mei } = await batchOf(1);
    const [held] = await claim(mei, batchId);
    const { itemId, token, outputVersion } = held!;
    const at = { itemId, token, outputVersion };
    const [, undone] = value(
      await decideItems(mei, [
        { ...at, decision: "edit", output: { title: "Mine" } },
        { ...at, decision: "undo" },
      ]),
    );
    expect(undone).toMatchObject({
      status: "accepted",
      item: { outputVersion: 3, output: held!.output, lastEditedBy: null },
    });
    expect((await keptRows(batchId)).map(({ kind, output }) => [kind, output.title])).toEqual([
      ["generated", "Rose 1"],
      ["edited", "Mine"],
      ["restored", "Rose 1"],
    ]);
  });

  test("a publication names the version of each item it holds, and holds that one", async () => {
    const { batchId, operator, mei, lin } = await batchOf(3);
    const [edited, untouched, rejected] = await claim(mei, batchId);
    await edit(mei, edited!, "By Mei");
    await edit(mei, rejected!, "Not so");
    await decide(mei, untouched!, "approve");
    const [first, last] = await claim(lin, batchId);
    await decide(lin, first!, "approve");
    await decide(lin, last!, "reject", { reason: "1" });
    const id = await publish(operator, batchId);
    expect(await db().select().from(publicationItems).where(eq(publicationItems.publicationId, id))).toEqual([
      { publicationId: id, seq: 0, outputVersion: 2, heldBack: false },
    ]);
    const { file } = value(await openPublicationFile(operator, id, "file"));
    const lines = (await text(file.content)).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).output.title)).toEqual(["By Mei", "Rose 2"]);
    const publicationsOf = async ({ itemId }: Claim) => value(await readReviewItem(mei, itemId)).publications;
    expect(await publicationsOf(edited!)).toMatchObject([{ publicationId: id, outputVersion: 2 }]);
    expect(await publicationsOf(untouched!)).toMatchObject([{ publicationId: id, outputVersion: 1 }]);
    expect(await publicationsOf(rejected!)).toEqual([]);
  });

  test("what was kept can't be changed", async () => {
    const { batchId, mei } = await batchOf(1);
    const [held] = await claim(mei, batchId);
    await edit(mei, held!, "By Mei");
    const rewrite = db()
      .update(outputVersions)
      .set({ output: { title: "Never said" } })
      .where(eq(outputVersions.batchId, batchId));
    await expect(rewrite).rejects.toThrow();
    expect((await keptRows(batchId)).map(({ output }) => output.title)).toEqual(["Rose 1", "By Mei"]);
  });

  test("an item without an output has no version", async () => {
    const { batchId, operator } = await batchOf(2);
    await db()
      .update(batchItems)
      .set({ state: "failed", output: null, reviewState: "none", failure: { code: "output_not_json" } })
      .where(and(eq(batchItems.batchId, batchId), eq(batchItems.seq, 1)));
    expect(await viewOf(operator, `${batchId}.1`)).toMatchObject({ outputVersion: null, versions: [] });
    const { items } = value(await viewItems(operator, batchId, { limit: 10 }));
    expect(items.map(({ outputVersion, checkedVersion }) => [outputVersion, checkedVersion])).toEqual([
      [1, 1],
      [null, null],
    ]);
  });
});

async function batchOf(items: number) {
  const operator = await seedMember("Ana", ["operator"]);
  return {
    operator,
    mei: await seedMember("Mei"),
    lin: await seedMember("Lin"),
    batchId: await seedBatch({ launchedBy: operator, items }),
  };
}

async function claim(actor: Actor, batchId: string): Promise<Claim[]> {
  const question = { batchId, limit: 10, state: "pending" as const, except: [], resume: false };
  return value(await claimItems(actor, question)).claims;
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

async function publish(operator: Actor, batchId: string): Promise<string> {
  const channel = { kind: "file" as const, format: "jsonl" as const };
  const { id } = value(await createPublication(operator, { batchId, channel }));
  await writePublication({ publicationId: id }, new AbortController().signal);
  return id;
}

function keptRows(batchId: string) {
  return db()
    .select()
    .from(outputVersions)
    .where(eq(outputVersions.batchId, batchId))
    .orderBy(sql`seq, version`);
}

async function viewOf(operator: Actor, itemId: string) {
  const at = parseItemId(itemId)!;
  return value(await viewItem(operator, at.batchId, at.seq));
}

function value<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}
