import { sql } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { removeOutputs } from "#db/queries/retention/outputs.ts";
import { auditLog } from "#db/schema/auth.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { newId } from "#lib/new-id.ts";
import { listProblems } from "#lib/publishing/book/list-problems.ts";
import { countChanges, listChanges } from "#lib/publishing/book/preview-changes.ts";
import { createPublication } from "#lib/publishing/create-publication.ts";
import { BUILT_IN } from "#lib/publishing/managed/built-in.ts";
import { archiveChannel, changeChannel, createChannel } from "#lib/publishing/managed/save-channel.ts";
import { viewChannels } from "#lib/publishing/managed/view-channels.ts";
import { viewHistory } from "#lib/publishing/read-history.ts";
import { openPublicationFile, readPublication } from "#lib/publishing/read-publications.ts";
import { type PublishedEntry, readPublished } from "#lib/publishing/read-published.ts";
import { countRecall, recall } from "#lib/publishing/recalls/recall.ts";
import { acknowledgeRecall, viewRecall } from "#lib/publishing/recalls/view-recalls.ts";
import { undoPublication } from "#lib/publishing/undo-publication.ts";
import { writePublication } from "#lib/publishing/write-publication.ts";
import { given } from "#tests/auth/people.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { type Receiver, startReceiver } from "#tests/fixtures/receiver.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { seedMember } from "../review/seed-batch.ts";
import {
  addChannel,
  approvedPerfumes,
  hurry,
  publishTo,
  retitle,
  rowOf,
  sendNow,
  setApproved,
  webhookTo,
} from "./shop.ts";

vi.setConfig({ testTimeout: 60_000 });
const dataDir = temporaryFolder();

describeOnDatabase("what stands in channels", () => {
  let receiver: Receiver;
  let admin: Actor;
  let operator: Actor;
  beforeAll(async () => {
    process.env.DATA_DIR = dataDir;
    process.env.ENCRYPTION_KEY = Buffer.alloc(32, 7).toString("base64");
    admin = await seedMember("Ada", ["admin"]);
    operator = await seedMember("Ola", ["operator"]);
  });
  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(() => receiver.stop());

  /** Follows a channel from where it was, a page after the other, until there is nothing more. */
  const follow = async (channelId: string, since?: string, limit = 2) => {
    const items: PublishedEntry[] = [];
    for (let cursor = since; ; ) {
      const page = given(
        await readPublished(operator, { channelId, limit, ...(cursor && { since: cursor }) }),
      );
      items.push(...page.items);
      cursor = page.nextCursor;
      if (page.items.length === 0) return { items, cursor };
    }
  };
  const titles = (items: readonly PublishedEntry[]) =>
    items.map((item) => ("removed" in item ? [item.key, null] : [item.key, item.fields.title]));

  test("a system that pulls gets everything once, goes on where it was, and is told what was taken down", async () => {
    const { id } = await addChannel(admin, { kind: "pull" });
    const batchId = await approvedPerfumes(operator, 5);
    await publishTo(operator, batchId, id);
    const first = await follow(id);
    expect(titles(first.items)).toEqual([1, 2, 3, 4, 5].map((n) => [`00000${n}`, `Rose ${n}`]));
    expect(first.items[0]).toMatchObject({ version: 1, language: "en", ai_generated: true });
    expect((await follow(id, first.cursor)).items).toEqual([]);
    await retitle(batchId, [1], "Iris");
    await publishTo(operator, batchId, id);
    const { id: recallId } = given(
      await recall(operator, { batchId, itemIds: [`${batchId}.3`], leave: "nothing", reason: "Wrong" }),
    );
    const then = await follow(id, first.cursor);
    expect(titles(then.items)).toEqual([
      ["000002", "Iris"],
      ["000004", null],
    ]);
    expect(titles((await follow(id)).items)).toEqual([
      ["000001", "Rose 1"],
      ["000003", "Rose 3"],
      ["000005", "Rose 5"],
      ["000002", "Iris"],
      ["000004", null],
    ]);
    // Whoever came back for more had read it.
    expect(given(await viewRecall(operator, recallId))).toMatchObject({ itemCount: 1, acknowledged: 1 });
    expect(await readPublished(operator, { since: "nonsense", limit: 10 })).toMatchObject({
      refusal: { code: "cursor_invalid" },
    });
  });

  test("a follower misses nothing and gets nothing twice while many publish at once", async () => {
    const channels = await Promise.all(
      [1, 2, 3].map(() => addChannel(admin, { kind: "pull", key: "item.id" })),
    );
    const batches = await Promise.all([1, 2, 3, 4].map(() => approvedPerfumes(operator, 30)));
    const seen: string[] = [];
    let cursor = given(await readPublished(operator, { limit: 200 })).nextCursor;
    for (;;) {
      const page = given(await readPublished(operator, { limit: 200, since: cursor }));
      cursor = page.nextCursor;
      if (page.items.length === 0) break;
    }
    let isOver = false;
    const following = (async () => {
      for (;;) {
        const wasOver = isOver;
        const page = given(await readPublished(operator, { limit: 7, since: cursor }));
        seen.push(...page.items.map(({ channelId, key }) => `${channelId} ${key}`));
        cursor = page.nextCursor;
        if (page.items.length === 0 && wasOver) return;
      }
    })();
    await Promise.all(
      channels.map(async ({ id }) => {
        for (const batchId of batches) await publishTo(operator, batchId, id);
      }),
    );
    isOver = true;
    await following;
    expect(new Set(seen).size).toBe(3 * 4 * 30);
    expect(seen).toHaveLength(3 * 4 * 30);
  });

  test("only new or changed goes by default: what is new, changed and unchanged is told field by field before", async () => {
    const { id } = await addChannel(admin, { kind: "pull", mapping: { Title: "title", Score: "score" } });
    const batchId = await approvedPerfumes(operator, 4);
    await setApproved(batchId, [3], false);
    await publishTo(operator, batchId, id);
    await setApproved(batchId, [3], true);
    await retitle(batchId, [0], "Iris");
    const channel = { channelId: id };
    expect(given(await countChanges(operator, { batchId, channel }))).toEqual({
      ...{ new: 1, changed: 1, unchanged: 2, recalled: 0, refused: 0 },
      isComplete: true,
    });
    const { items } = given(await listChanges(operator, { batchId, channel, change: "changed", limit: 10 }));
    expect(items).toEqual([
      {
        ...{ itemId: `${batchId}.0`, key: "000001", language: "en", change: "changed" },
        fields: [{ field: "Title", before: "Rose 1", after: "Iris" }],
      },
    ]);
    const fresh = given(await listChanges(operator, { batchId, channel, change: "new", limit: 10 })).items;
    expect(fresh[0]?.fields).toEqual([
      { field: "Title", before: null, after: "Rose 4" },
      { field: "Score", before: null, after: 4 },
    ]);
    const publicationId = await publishTo(operator, batchId, id);
    expect(given(await readPublication(operator, publicationId))).toMatchObject({
      ...{ status: "succeeded", only: "changed", itemCount: 2 },
      changes: { new: 1, changed: 1, unchanged: 2, recalled: 0 },
    });
    const all = await publishTo(operator, batchId, id, "all");
    expect(await rowOf(all)).toMatchObject({ itemsWritten: 4, changes: { unchanged: 4 } });
    await retitle(batchId, [1], "Musk");
    const onlyNew = await publishTo(operator, batchId, id, "new");
    expect(await rowOf(onlyNew)).toMatchObject({ itemsWritten: 0, changes: { changed: 1, unchanged: 3 } });
  });

  test("while it is held a publication is undone by a change of state, and its approvals with it", async () => {
    const { id } = await addChannel(admin, { ...webhookTo(receiver.url), holdSeconds: 600 });
    const batchId = await approvedPerfumes(operator, 2);
    const created = given(await createPublication(operator, { batchId, channel: { channelId: id } }));
    const held = given(await readPublication(operator, created.id));
    expect(Date.parse(held.heldUntil ?? "") - Date.now()).toBeGreaterThan(590_000);
    const [job] = await db().execute<{ seconds: number }>(sql`
      select extract(epoch from start_after - now())::int as seconds from queue.job
      where name = 'publishing.write' and data ->> 'publicationId' = ${created.id}`);
    expect(job?.seconds).toBeGreaterThan(590);
    given(await undoPublication(operator, created.id));
    await writePublication({ publicationId: created.id }, new AbortController().signal);
    await sendNow(id);
    expect(receiver.received).toEqual([]);
    expect(given(await readPublication(operator, created.id)).status).toBe("cancelled");
    expect(await undoPublication(operator, created.id)).toMatchObject({
      refusal: { code: "publication_begun" },
    });
    // Nothing of it counts as published.
    expect(given(await countChanges(operator, { batchId, channel: { channelId: id } })).new).toBe(2);
  });

  test("what is held for a channel that is archived meanwhile fails, and says so", async () => {
    const { id } = await addChannel(admin, { kind: "pull", holdSeconds: 60 });
    const batchId = await approvedPerfumes(operator, 1);
    const held = given(await createPublication(operator, { batchId, channel: { channelId: id } }));
    given(await archiveChannel(admin, id));
    await writePublication({ publicationId: held.id }, new AbortController().signal);
    expect(await rowOf(held.id)).toMatchObject({ status: "failed", failure: { code: "channel_archived" } });
    expect((await follow(id)).items).toEqual([]);
  });

  test("publications to one channel come there in the order they were made", async () => {
    const { id } = await addChannel(admin, { kind: "pull" });
    const [batchId, laterBatch] = [await approvedPerfumes(operator, 1), await approvedPerfumes(operator, 1)];
    await retitle(laterBatch, [0], "Iris");
    const channel = { channelId: id };
    const first = given(await createPublication(operator, { batchId, channel }));
    const second = given(await createPublication(operator, { batchId: laterBatch, channel }));
    const runOn = new AbortController().signal;
    await writePublication({ publicationId: second.id }, runOn);
    expect((await rowOf(second.id)).status).toBe("queued");
    await writePublication({ publicationId: first.id }, runOn);
    await writePublication({ publicationId: second.id }, runOn);
    const { items } = given(await viewHistory(operator, { channelId: id, key: "000001", limit: 10 }));
    expect(items.map(({ fields, change, isCurrent }) => [fields?.title, change, isCurrent])).toEqual([
      ["Iris", "changed", true],
      ["Rose 1", "new", false],
    ]);
  });

  test("a recall takes items down at the receiver, is followed to its acknowledgement, and what it recalled does not go again", async () => {
    const { id } = await addChannel(admin, webhookTo(receiver.url));
    const batchId = await approvedPerfumes(operator, 4);
    const publicationId = await publishTo(operator, batchId, id);
    await sendNow(id);
    receiver.received.length = 0;
    receiver.answer({ status: 500 });
    const itemIds = [0, 2, 3].map((seq) => `${batchId}.${seq}`);
    const made = given(
      await recall(operator, { publicationId, itemIds, leave: "nothing", reason: "Banned word" }),
    );
    expect(made.itemCount).toBe(3);
    await sendNow(id);
    const view = async () => given(await viewRecall(operator, made.id));
    expect(await view()).toMatchObject({ itemCount: 3, acknowledged: 0, reason: "Banned word" });
    receiver.answer({ status: 200 });
    await hurry(id);
    await sendNow(id);
    expect(await view()).toMatchObject({ itemCount: 3, acknowledged: 3, dead: 0, byHand: 0 });
    const last = receiver.received.slice(-3).map(({ body }) => JSON.parse(body));
    expect(last.map(({ type, data }) => [type, data.key, data.removed, data.reason]).sort()).toEqual(
      [1, 3, 4].map((n) => ["item.removed", `00000${n}`, true, "Banned word"]),
    );
    expect(
      await recall(operator, { publicationId, itemIds, leave: "nothing", reason: "Again" }),
    ).toMatchObject({
      refusal: { code: "nothing_to_recall" },
    });
    const again = await publishTo(operator, batchId, id, "all");
    expect((await rowOf(again)).changes).toEqual({ new: 0, changed: 0, unchanged: 1, recalled: 3 });
    await retitle(batchId, [0], "Iris");
    const mended = await publishTo(operator, batchId, id);
    expect((await rowOf(mended)).changes).toEqual({ new: 1, changed: 0, unchanged: 1, recalled: 2 });
    const entries = await db().select().from(auditLog);
    expect(entries.some(({ action }) => action === "publications.recall")).toBe(true);
  });

  test("a recall puts back what stood there before, and takes down what had nothing before it", async () => {
    const { id } = await addChannel(admin, { kind: "pull" });
    const batchId = await approvedPerfumes(operator, 2);
    await publishTo(operator, batchId, id);
    await retitle(batchId, [0], "Iris");
    await publishTo(operator, batchId, id);
    given(await recall(operator, { batchId, channelId: id, leave: "previous", reason: "Worse" }));
    expect(titles((await follow(id)).items)).toEqual([
      ["000001", "Rose 1"],
      ["000002", null],
    ]);
    const { items } = given(await viewHistory(operator, { channelId: id, key: "000001", limit: 10 }));
    expect(items.map(({ change, reason }) => [change, reason])).toEqual([
      ["restored", "Worse"],
      ["changed", null],
      ["new", null],
    ]);
    // What was put back can be recalled in its turn: then there is nothing left to put back.
    given(await recall(operator, { batchId, channelId: id, leave: "previous", reason: "Both" }));
    expect(titles((await follow(id)).items)).toEqual([
      ["000002", null],
      ["000001", null],
    ]);
  });

  test("a recall by template takes down what all its batches put anywhere, and one of nothing is refused", async () => {
    const { id } = await addChannel(admin, { kind: "pull" });
    const batchId = await approvedPerfumes(operator, 2);
    await publishTo(operator, batchId, id);
    await publishTo(operator, batchId, BUILT_IN[2]!.id);
    const [batch] = await db().execute<{ templateId: string }>(
      sql`select template_id as "templateId" from batches where id = ${batchId}`,
    );
    const { templateId } = batch!;
    expect(await recall(operator, { leave: "nothing", reason: "x" })).toMatchObject({
      refusal: { code: "recall_of_nothing" },
    });
    expect(await recall(operator, { channelId: id, leave: "nothing", reason: "x" })).toMatchObject({
      refusal: { code: "recall_of_nothing" },
    });
    expect(await recall(admin, { templateId, leave: "nothing", reason: "x" })).toMatchObject({
      refusal: { code: "forbidden" },
    });
    const made = given(await recall(operator, { templateId, leave: "nothing", reason: "Law" }));
    expect(made.itemCount).toBe(4);
    // Nobody can be told of what left as a file: somebody says when it is taken down.
    expect(given(await viewRecall(operator, made.id))).toMatchObject({ acknowledged: 0, byHand: 2 });
    given(await acknowledgeRecall(operator, made.id));
    expect(given(await viewRecall(operator, made.id))).toMatchObject({ byHand: 0 });
  });

  test("a recall by lexicon takes down what it was found in, or one of its terms, in the version that stands", async () => {
    const { id } = await addChannel(admin, { kind: "pull" });
    const batchId = await approvedPerfumes(operator, 4);
    await publishTo(operator, batchId, id);
    const lexiconId = newId();
    const found = (term: string, of = lexiconId) =>
      JSON.stringify([
        {
          kind: "format",
          verdict: "pass",
          field: null,
          spans: [],
          message: { code: "x", params: {} },
          version: "1",
        },
        {
          ...{ kind: "lexicon", verdict: "block", field: "title", spans: [{ from: 0, to: 4 }], version: "1" },
          message: { code: "lexicon_term", params: { term } },
          evidence: { lexicon: { id: of, name: "Law", version: 2 }, term },
        },
      ]);
    const say = (seq: number, checks: string, version = 1) =>
      db().execute(sql`update batch_items set checks = ${checks}::jsonb, checked_version = ${version}
        where batch_id = ${batchId} and seq = ${seq}`);
    await say(0, found("best"));
    await say(1, found("first"));
    await say(2, found("best", newId()));
    // Of a version that does not stand there.
    await say(3, found("best"), 2);
    const law = { leave: "nothing" as const, reason: "Law" };
    expect(given(await countRecall(operator, { lexiconId }))).toBe(2);
    expect(given(await recall(operator, { lexiconId, term: "first", ...law })).itemCount).toBe(1);
    expect(given(await recall(operator, { lexiconId, ...law })).itemCount).toBe(1);
    expect(await recall(operator, { lexiconId, ...law })).toMatchObject({
      refusal: { code: "nothing_to_recall" },
    });
    const { items } = given(await readPublished(operator, { channelId: id, limit: 10 }));
    const removed = items.filter((entry) => "removed" in entry).map(({ key }) => key);
    expect(removed.sort()).toEqual(["000001", "000002"]);
  });

  test("a file of every installation is a channel of the list: it is booked, and only what changed goes when asked", async () => {
    const csv = BUILT_IN[1]!;
    const channels = given(await viewChannels(operator));
    expect(channels.slice(0, 3).map(({ kind, isBuiltIn, config }) => [kind, isBuiltIn, config])).toEqual(
      ["xlsx", "csv", "jsonl"].map((format) => ["file", true, { format }]),
    );
    const batchId = await approvedPerfumes(operator, 3);
    const inline = { kind: "file", format: "csv" } as const;
    const { id } = given(await createPublication(operator, { batchId, channel: inline }));
    await writePublication({ publicationId: id }, new AbortController().signal);
    expect(given(await readPublication(operator, id))).toMatchObject({
      ...{ channelId: csv.id, isBuiltIn: true, channel: inline, only: "all", itemCount: 3, heldUntil: null },
    });
    await retitle(batchId, [1], "Iris");
    const changed = await publishTo(operator, batchId, csv.id, "changed");
    const { file } = given(await openPublicationFile(operator, changed, "file"));
    const lines = (await new Response(file.content as never).text()).trimEnd().split("\r\n");
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain("Iris");
  });

  test("a file channel writes its own columns: mapped, cut, without HTML it does not take, labelled as it says", async () => {
    const { id } = await addChannel(admin, {
      ...{ kind: "file", config: { format: "csv" }, key: "sku" },
      mapping: { SKU: "sku", Name: { field: "title", prefix: "NEW ", maxLength: 8 }, AI: "item.label" },
      label: { policy: "off", acceptDuty: true },
    });
    const publicationId = await publishTo(operator, await approvedPerfumes(operator, 1), id);
    const { file } = given(await openPublicationFile(operator, publicationId, "file"));
    expect((await new Response(file.content as never).text()).trimEnd().split("\r\n")).toEqual([
      "SKU,Name,AI",
      '000001,NEW Rose,"AI-generated, human-reviewed"',
    ]);
    const label = given(await openPublicationFile(operator, publicationId, "label"));
    expect(JSON.parse(await new Response(label.file.content as never).text())).toMatchObject({
      AIGC: { Label: "1" },
    });
  });

  test("a Google feed is a file of its own kind, made of what is new or changed, and a mapping without an id is refused", async () => {
    const feed = { name: "Google", kind: "google-merchant" as const, config: { format: "xml" }, key: "sku" };
    expect(await createChannel(admin, { ...feed, mapping: { title: "title" } })).toMatchObject({
      refusal: { fields: [{ path: "mapping", code: "google_id_not_mapped" }] },
    });
    const { id } = await addChannel(admin, { ...feed, mapping: { id: "sku", title: "title" } });
    expect(await changeChannel(admin, id, { mapping: { title: "title" } })).toMatchObject({ ok: false });
    const publicationId = await publishTo(operator, await approvedPerfumes(operator, 2), id);
    const { name, mediaType, file } = given(await openPublicationFile(operator, publicationId, "file"));
    expect([name.split(".").at(-1), mediaType]).toEqual(["xml", "application/rss+xml; charset=utf-8"]);
    const text = await new Response(file.content as never).text();
    expect(text.match(/<g:id>000001<\/g:id>/g)).toHaveLength(1);
    expect(text.match(/<g:digital_source_type>trained_algorithmic_media</g)).toHaveLength(2);
  });

  test("what Google would not take of an item leaves it out by name, is told before, and the others are in the feed", async () => {
    const feed = { kind: "google-merchant" as const, config: { format: "tsv" } };
    const { id: channelId } = await addChannel(admin, { ...feed, mapping: { id: "sku", title: "title" } });
    const batchId = await approvedPerfumes(operator, 3);
    await retitle(batchId, [1], "Rose ".repeat(31));
    const told = given(await listProblems(operator, { batchId, channelId, limit: 10 })).items;
    expect(told).toMatchObject([
      {
        key: "000002",
        problems: [
          {
            code: "google_value_too_long",
            column: "title",
            params: { attribute: "structured_title", most: 150 },
          },
        ],
      },
    ]);
    const publicationId = await publishTo(operator, batchId, channelId);
    expect(await rowOf(publicationId)).toMatchObject({ status: "succeeded", itemsWritten: 2 });
    const { file } = given(await openPublicationFile(operator, publicationId, "file"));
    const lines = (await new Response(file.content as never).text()).trim().split("\n");
    expect(lines.map((line) => line.split("\t")[0])).toEqual(["id", "000001", "000003"]);
    await retitle(batchId, [1], "Rose");
    const next = await publishTo(operator, batchId, channelId);
    expect(await rowOf(next)).toMatchObject({ status: "succeeded", itemsWritten: 1, changes: { new: 1 } });
  });

  test("labels are left out only by who takes over the duty, and the audit log keeps that", async () => {
    const off = { name: "Plain", kind: "pull" as const, config: {}, label: { policy: "off" as const } };
    expect(await createChannel(admin, off)).toMatchObject({
      refusal: { fields: [{ path: "label.acceptDuty", code: "label_duty_not_accepted" }] },
    });
    const { id } = given(await createChannel(admin, { ...off, label: { policy: "beside" } }));
    expect(await changeChannel(admin, id, { label: { policy: "off" } })).toMatchObject({ ok: false });
    given(await changeChannel(admin, id, { label: { policy: "off", acceptDuty: true } }));
    const entries = await db().select().from(auditLog).where(sql`target_id = ${id}`);
    expect(entries.map(({ action, actorName }) => [action, actorName])).toContainEqual([
      "channels.accept-label-duty",
      "Ada",
    ]);
    const inText = await addChannel(admin, { kind: "pull", label: { policy: "in-text", fields: ["title"] } });
    await publishTo(operator, await approvedPerfumes(operator, 1), inText.id);
    expect(titles((await follow(inText.id)).items)).toEqual([
      ["000001", "Rose 1 (AI-generated, human-reviewed)"],
    ]);
  });

  test("a channel takes the languages it is for, from the people it names, and no field that is not there", async () => {
    const other = await seedMember("Ben", ["operator"]);
    const { id } = await addChannel(admin, {
      ...{ kind: "pull", languages: ["de"], publisherIds: [other.memberId] },
    });
    const batchId = await approvedPerfumes(operator, 4, { languages: ["en", "de"] });
    const channel = { channelId: id };
    expect(await createPublication(operator, { batchId, channel })).toMatchObject({
      refusal: { code: "channel_not_yours" },
    });
    await publishTo(other, batchId, id);
    expect((await follow(id)).items.map(({ language, key }) => [language, key])).toEqual([
      ["de", "000001"],
      ["de", "000002"],
    ]);
    given(await changeChannel(admin, id, { mapping: { Brand: "brand" } }));
    expect(await createPublication(other, { batchId, channel })).toMatchObject({
      refusal: { code: "channel_field_unknown", params: { field: "brand" } },
    });
    expect(await createChannel(operator, { name: "Mine", kind: "pull", config: {} })).toMatchObject({
      refusal: { code: "forbidden" },
    });
    expect(await createPublication(other, { batchId, channel: { channelId: newId() } })).toMatchObject({
      refusal: { code: "not_found" },
    });
  });

  test("a row without its product key fails the publication with the item, and nothing of it stands", async () => {
    const { id } = await addChannel(admin, { kind: "pull" });
    const batchId = await approvedPerfumes(operator, 2);
    await db().execute(sql`update dataset_rows r set values = values - 'sku' from batches b
      where b.id = ${batchId} and r.dataset_id = b.dataset_id and r.row_number = 2`);
    const publicationId = await publishTo(operator, batchId, id);
    expect(await rowOf(publicationId)).toMatchObject({
      status: "failed",
      failure: { code: "publication_key_missing", params: { itemId: `${batchId}.1`, column: "sku" } },
    });
    expect((await follow(id)).items).toEqual([]);
  });

  test("former texts go with the outputs that are removed; what stands stays", async () => {
    const { id } = await addChannel(admin, { kind: "pull" });
    const batchId = await approvedPerfumes(operator, 1);
    await publishTo(operator, batchId, id);
    await retitle(batchId, [0], "Iris");
    await publishTo(operator, batchId, id);
    await db().execute(
      sql`update batches set created_at = '2020-01-01', finished_at = '2020-01-01' where id = ${batchId}`,
    );
    await db().execute(
      sql`update publications set finished_at = '2020-01-01', created_at = '2020-01-01' where batch_id = ${batchId}`,
    );
    await db().transaction((tx) => removeOutputs(tx, new Date("2021-01-01")));
    const { items } = given(await viewHistory(operator, { channelId: id, key: "000001", limit: 10 }));
    expect(items.map(({ fields }) => fields?.title)).toEqual(["Iris", undefined]);
  });
});
