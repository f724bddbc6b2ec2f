import { createHash } from "node:crypto";
import { join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { sql } from "drizzle-orm";
import { beforeAll, expect, test, vi } from "vitest";
import { openPromise } from "yauzl";
import { db } from "#db/client.ts";
import { attempts } from "#db/schema/spend.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { newId } from "#lib/new-id.ts";
import { listProblems } from "#lib/publishing/book/list-problems.ts";
import { countChanges } from "#lib/publishing/book/preview-changes.ts";
import { changeChannel, createChannel } from "#lib/publishing/managed/save-channel.ts";
import { testChannel } from "#lib/publishing/managed/test-channel.ts";
import { openPublicationFile, readPublication } from "#lib/publishing/read-publications.ts";
import { recall } from "#lib/publishing/recalls/recall.ts";
import { feedbackMessages } from "#lib/templates/feedback-messages.ts";
import { given } from "#tests/auth/people.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { seedBatch, seedMember } from "../review/seed-batch.ts";
import { addChannel, publishTo, retitle, rowOf } from "./shop.ts";

vi.setConfig({ testTimeout: 60_000 });
const dataDir = temporaryFolder();

interface Message {
  role: string;
  content: string;
}

interface Pair {
  input: { messages: Message[] };
  preferred_output: Message[];
  non_preferred_output: Message[];
}

interface Sample {
  key: string;
  language: string;
  row: Record<string, string>;
  label: string;
  reason: string | null;
}

describeOnBothDatabases("training sets", () => {
  let admin: Actor;
  let operator: Actor;
  beforeAll(async () => {
    process.env.DATA_DIR = dataDir;
    admin = await seedMember("Ada", ["admin"]);
    operator = await seedMember("Ola", ["operator"]);
  });

  async function channelOf(config: Record<string, unknown> = {}, more: Record<string, unknown> = {}) {
    return (await addChannel(admin, { kind: "training-set", config, ...more })).id;
  }

  // Words that differ and have no digits, so that none is like another or looks like a number of somebody's.
  const words = (of: string) =>
    sql.raw(`translate(md5('a' || ${of}) || ' ' || md5('b' || ${of}) || ' '
    || md5('c' || ${of}), '0123456789', 'ghijklmnop')`);
  const TITLE = sql`'Scent of ' || ${words("n")}`;
  const approved = (items: number, more: Partial<Parameters<typeof seedBatch>[0]> = {}) =>
    seedBatch({
      ...{ launchedBy: operator, items, reviewState: "approved" },
      outputs: [{ name: "title", type: "text", description: "", required: true }],
      output: sql`jsonb_build_object('title', ${TITLE})`,
      requirements: "Write a title for {{ name }} with {{ notes }}.",
      ...more,
    });
  const promptOf = (n: number) => `Write a title for Perfume ${n} with rose, musk.`;

  /** Notes the call that an item's prompt went out with. */
  async function asked(batchId: string, seq: number, messages: Message[], at = new Date()) {
    const told = messages.map(({ role, content }) => `\0${role}\0${content}`).join("");
    const promptDigest = createHash("sha256").update(told).digest("base64url").slice(0, 16);
    await db()
      .insert(attempts)
      .values({
        ...{ id: newId(), at, kind: "settled", runKind: "batch", runId: batchId, seq, modelId: newId() },
        ...{ priceId: newId(), memberId: operator.memberId, outcome: "answered", cost: "0", currency: "USD" },
        promptDigest,
      });
  }

  async function filesOf(publicationId: string): Promise<Map<string, string>> {
    const zip = await openPromise(join(dataDir, "publications", publicationId), { autoClose: false });
    const files = new Map<string, string>();
    for await (const entry of zip.eachEntry()) {
      const bytes = await buffer(await zip.openReadStreamPromise(entry));
      expect(bytes.subarray(0, 3).toString("hex")).not.toBe("efbbbf");
      files.set(entry.fileName, new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    }
    zip.close();
    return files;
  }

  const SPLIT_FILES = ["train.jsonl", "validation.jsonl", "test.jsonl"];

  async function readSet<Line>(publicationId: string) {
    const files = await filesOf(publicationId);
    const manifest = JSON.parse(files.get("manifest.json")!);
    const parts = SPLIT_FILES.map((name) => {
      const content = files.get(name) ?? "";
      expect(content === "" || content.endsWith("\n"), name).toBe(true);
      const lines = content.split("\n").slice(0, -1);
      expect(lines.every((line) => line.startsWith("{") && !line.includes("\r"))).toBe(true);
      return lines.map((line) => JSON.parse(line) as Line);
    });
    return { files, manifest, parts, lines: parts.flat() };
  }

  test("a batch goes out as conversations: the prompts as sent, the approved answers, each product in one part for good and in every language", async () => {
    const id = await channelOf({ pricePerMTok: "3", epochs: 2 });
    const batchId = await approved(80, { languages: ["en", "de"] });
    await db().execute(
      sql`update batch_items set output = jsonb_build_object('title', 'Duft ' || ${words("seq")}) where batch_id = ${batchId} and language = 'de'`,
    );
    await db().execute(sql`update batch_items set output = jsonb_build_object('title',
      output ->> 'title' || e' \\u2028 und "mehr" 🌹') where batch_id = ${batchId} and seq = 3`);
    const before = given(await countChanges(operator, { batchId, channel: { channelId: id } }));
    const publicationId = await publishTo(operator, batchId, id);
    expect(await rowOf(publicationId)).toMatchObject({
      status: "succeeded",
      itemsWritten: 80,
      failure: null,
    });
    const { manifest, parts, lines, files } = await readSet<{ messages: Message[] }>(publicationId);
    expect(lines).toHaveLength(80);
    const partOf = new Map<string, number>();
    for (const [part, examples] of parts.entries())
      for (const { messages, ...others } of examples) {
        expect(others).toEqual({});
        expect(messages.map(({ role }) => role)).toEqual(["user", "assistant"]);
        const [, n] = /^Write a title for Perfume (\d+) with rose, musk\.$/.exec(messages[0]!.content) ?? [];
        expect(partOf.get(n!) ?? part, n).toBe(part);
        partOf.set(n!, part);
        expect(messages[1]!.content.length).toBeGreaterThan(20);
      }
    expect(partOf.size).toBe(40);
    expect(lines.some(({ messages }) => messages[1]!.content.includes('\u2028 und "mehr" 🌹'))).toBe(true);
    const sizes = parts.map((examples) => examples.length);
    expect(sizes[0]).toBeGreaterThan(50);
    expect(manifest).toMatchObject({
      ...{ publicationId, ai_generated: true, AIGC: { ProduceID: publicationId }, leftOut: [] },
      unverifiedPrompts: 80,
      settings: { file: "chat", shares: { train: 80, validation: 10, test: 10 } },
    });
    for (const { name, examples, bytes, sha256 } of manifest.files) {
      const content = files.get(name)!;
      expect([examples, bytes]).toEqual([content.split("\n").length - 1, Buffer.byteLength(content)]);
      expect(createHash("sha256").update(content).digest("hex")).toBe(sha256);
    }
    // What was told before is what came.
    const { training } = given(await readPublication(operator, publicationId));
    expect(before.training).toEqual(training);
    expect(training?.splits.map(({ examples }) => examples)).toEqual(sizes);
    const trained = training!.splits[0]!.tokens * 2;
    expect(training?.trainedTokens).toBe(trained);
    expect(training?.cost).toEqual({ amount: String((trained * 3) / 1e6), currency: "USD" });
    const label = given(await openPublicationFile(operator, publicationId, "label"));
    expect(label.name).toMatch(/\.zip\.aigc\.json$/);
    expect(JSON.parse(await text(label.file.content))).toMatchObject({ AIGC: { ProduceID: publicationId } });

    // Later publications keep every product in its part; what is recalled is not in the next file.
    const changedSeq = 0;
    await retitle(batchId, [changedSeq], "Another title altogether for this one perfume of ours");
    const second = await readSet<{ messages: Message[] }>(await publishTo(operator, batchId, id));
    expect(second.lines).toHaveLength(1);
    expect(second.parts.findIndex(({ length }) => length > 0)).toBe(partOf.get("1"));
    given(
      await recall(operator, {
        ...{ publicationId, reason: "Wrong", leave: "nothing", itemIds: [`${batchId}.5`] },
      }),
    );
    const third = await readSet<{ messages: Message[] }>(await publishTo(operator, batchId, id, "all"));
    expect(third.lines).toHaveLength(79);
    for (const [part, examples] of third.parts.entries())
      for (const { messages } of examples)
        expect(partOf.get(/Perfume (\d+)/.exec(messages[0]!.content)![1]!)).toBe(part);
  });

  test("where the dataset of a batch is split, its rows go into the parts that they are in; those of none are left out", async () => {
    const id = await channelOf();
    const batchId = await approved(20);
    const splitBy = (split: object) =>
      db().execute(sql`update datasets set split = ${JSON.stringify(split)}::jsonb
        where id = (select dataset_id from batches where id = ${batchId})`);
    await splitBy({ by: "share", shares: { train: 0, validation: 0, test: 100 } });
    const judged = await readSet(await publishTo(operator, batchId, id));
    expect(judged.parts.map(({ length }) => length)).toEqual([0, 0, 20]);
    // What the column says is no part of a training set.
    await splitBy({ by: "column", column: "notes" });
    const { training } = given(
      await countChanges(operator, { batchId, channel: { channelId: await channelOf() } }),
    );
    expect(training?.leftOut).toEqual([{ code: "training_no_part", count: 20 }]);
  });

  test("a prompt is told by what was noted of its call; one that cannot be had again is left out by name", async () => {
    const id = await channelOf();
    const batchId = await approved(3);
    await asked(batchId, 0, [{ role: "user", content: promptOf(1) }]);
    await asked(batchId, 1, [{ role: "user", content: "Something else" }]);
    const publicationId = await publishTo(operator, batchId, id);
    const { lines, manifest } = await readSet<{ messages: Message[] }>(publicationId);
    expect(lines.map(({ messages }) => messages[0]!.content).sort()).toEqual([promptOf(1), promptOf(3)]);
    expect(manifest).toMatchObject({
      leftOut: [{ code: "training_prompt_unknown", count: 1 }],
      unverifiedPrompts: 1,
    });
  });

  test("a row that was corrected later goes with the prompt as it was then", async () => {
    const id = await channelOf();
    const batchId = await approved(1);
    await asked(batchId, 0, [{ role: "user", content: promptOf(1) }], new Date(Date.now() - 60_000));
    const [batch] = await db().execute<{ id: string }>(
      sql`select dataset_id as id from batches where id = ${batchId}`,
    );
    await db().execute(sql`update dataset_rows set values = values || '{"notes": "oud"}'
      where dataset_id = ${batch!.id}`);
    await db().execute(sql`insert into audit_log (id, actor_name, action, target_type, target_id, before, after)
      values (${newId()}, 'Ola', 'datasets.correct', 'dataset', ${batch!.id},
        '{"row": 1, "values": {"notes": "rose, musk"}}', '{"row": 1, "values": {"notes": "oud"}}')`);
    const { lines } = await readSet<{ messages: Message[] }>(await publishTo(operator, batchId, id));
    expect(lines[0]!.messages[0]!.content).toBe(promptOf(1));
  });

  test("near-duplicates, personal data and over-long examples are left out, counted before and after, and listed", async () => {
    const id = await channelOf({ maxTokens: 400 });
    const batchId = await approved(6);
    const set = (seq: number, title: string) =>
      db().execute(sql`update batch_items set output = jsonb_build_object('title', ${title}::text)
        where batch_id = ${batchId} and seq = ${seq}`);
    const long = "A fine scent of roses from the garden of a quiet house by the sea, with amber below.";
    await set(0, long);
    await set(1, long);
    await set(2, "Ask anna.smith@example.com for a sample of this fine scent");
    await set(3, "word ".repeat(500));
    await set(4, " ");
    const counts = given(await countChanges(operator, { batchId, channel: { channelId: id } }));
    expect(counts).toMatchObject({ new: 2, refused: 4 });
    const codes = [
      "training_near_duplicate",
      "training_personal_data",
      "training_too_long",
      "training_content_empty",
    ];
    expect(counts.training?.leftOut.map(({ code }) => code)).toEqual(codes);
    const first = given(await listProblems(operator, { batchId, channelId: id, limit: 1 }));
    const rest = given(
      await listProblems(operator, { batchId, channelId: id, limit: 9, cursor: first.nextCursor! }),
    );
    expect([...first.items, ...rest.items].map(({ problems }) => problems[0]?.code)).toEqual(codes);
    expect(first.items[0]?.problems[0]).toMatchObject({ params: { percent: 100, other: "000001" } });
    const publicationId = await publishTo(operator, batchId, id);
    const published = given(await readPublication(operator, publicationId));
    expect(published).toMatchObject({ itemCount: 2, refused: 4 });
    expect(published.training?.leftOut.map(({ code }) => code).sort()).toEqual([...codes].sort());
    expect((await readSet(publicationId)).lines).toHaveLength(2);
  });

  test("what stands in the channel from another batch takes its near-duplicates out, until it is recalled; a product's own text does not", async () => {
    const id = await channelOf({ similarity: 85 });
    const garden =
      "A fine scent of roses from the garden of a quiet house by the sea, with amber and musk below.";
    const bread =
      "Bread with butter, honey and a little salt, for mornings when nobody has to hurry anywhere.";
    const set = (batchId: string, seq: number, title: string) =>
      db().execute(sql`update batch_items set output = jsonb_build_object('title', ${title}::text)
        where batch_id = ${batchId} and seq = ${seq}`);
    const first = await approved(3);
    await set(first, 0, garden);
    await set(first, 1, bread);
    const firstPublication = await publishTo(operator, first, id);
    expect((await readSet(firstPublication)).lines).toHaveLength(3);

    const later = await approved(5);
    // Its own product's text in other words, another product's text nearly as it stands, and the same again beside it.
    await set(later, 1, `${bread} Sliced.`);
    await set(later, 3, `${garden} Now.`);
    await set(later, 4, `${garden} Today.`);
    const chosen = { batchId: later, channel: { channelId: id } };
    const before = given(await countChanges(operator, chosen));
    // The third product's text is the same as what stands there of it.
    expect(before).toMatchObject({ new: 0, changed: 2, unchanged: 1, refused: 2 });
    expect(before.training?.leftOut).toEqual([{ code: "training_standing_duplicate", count: 2 }]);
    const listed = given(await listProblems(operator, { batchId: later, channelId: id, limit: 9 }));
    expect(listed.items.map(({ key, problems }) => [key, problems[0]?.params?.other])).toEqual([
      ["000004", "000001"],
      ["000005", "000001"],
    ]);
    const second = await publishTo(operator, later, id);
    expect((await readSet(second)).lines).toHaveLength(2);

    // By now the first product says something else, and what was too like its former text goes; but only one of the two.
    const third = await publishTo(operator, later, id);
    expect(given(await readPublication(operator, third)).training?.leftOut).toEqual([
      { code: "training_near_duplicate", count: 1 },
    ]);
    const { lines } = await readSet<{ messages: Message[] }>(third);
    expect(lines.map(({ messages }) => messages[1]!.content)).toEqual([`${garden} Now.`]);

    const again = await approved(7);
    await set(again, 5, `${garden} Again.`);
    const codeOf = async () =>
      given(await listProblems(operator, { batchId: again, channelId: id, limit: 9 })).items.find(
        ({ key }) => key === "000006",
      )?.problems[0];
    expect(await codeOf()).toMatchObject({
      code: "training_standing_duplicate",
      params: { other: "000004" },
    });
    given(
      await recall(operator, {
        ...{ publicationId: third, reason: "Wrong", leave: "nothing", itemIds: [`${later}.3`] },
      }),
    );
    expect(await codeOf()).toBeUndefined();
  });

  test("personal data in the prompt leaves an item out; in a column that nobody was asked about it does not", async () => {
    const id = await channelOf();
    const values = sql`jsonb_build_object('name', 'Perfume ' || n, 'sku', lpad(n::text, 6, '0'), 'supplier',
      'bob@example.com', 'notes', case n when 2 then 'ask anna@example.com' else 'rose, musk' end)`;
    const batchId = await approved(3, { values, columns: ["sku", "name", "notes", "supplier"] });
    const { lines, manifest } = await readSet(await publishTo(operator, batchId, id));
    expect(lines).toHaveLength(2);
    expect(manifest.leftOut).toEqual([{ code: "training_personal_data", count: 1 }]);
    const samples = await channelOf({ file: "samples" });
    const counts = given(await countChanges(operator, { batchId, channel: { channelId: samples } }));
    expect(counts).toMatchObject({ new: 0, refused: 3 });
  });

  test("edits and rejections become pairs: the approved text over what was written, under one prompt", async () => {
    const id = await channelOf({ file: "preferences" });
    const batchId = await approved(4);
    await retitle(batchId, [1], "What a person made of it in the end");
    await db().execute(sql`insert into output_versions (batch_id, seq, version, kind, output, made_at, from_version) values
      (${batchId}, 2, 1, 'generated', '{"title": "A claim that is not allowed"}', now() - interval '9 minutes', null),
      (${batchId}, 2, 2, 'regenerated', '{"title": "Better, but dull"}', now() - interval '5 minutes', 1),
      (${batchId}, 2, 3, 'edited', '{"title": "The one that was approved"}', now(), 2)`);
    await db().execute(sql`update batch_items set output = '{"title": "The one that was approved"}', output_version = 3
      where batch_id = ${batchId} and seq = 2`);
    await db().execute(sql`insert into regenerations (id, batch_id, seq, cause, decision_id, from_version, reason, asked_by,
        asked_at, state, to_version, ended_at) values (${newId()}, ${batchId}, 2, 'rejection', ${newId()}, 1,
        'prohibited_claim', ${operator.memberId}, now() - interval '6 minutes', 'succeeded', 2, now() - interval '5 minutes')`);
    const question = [{ role: "user" as const, content: promptOf(3) }];
    const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    await asked(batchId, 2, question, minutesAgo(8));
    const complaint = "It makes a claim that is not allowed.";
    const rejected = { complaint, note: null, output: { title: "A claim that is not allowed" } };
    await asked(batchId, 2, feedbackMessages(question, rejected), minutesAgo(5.5));
    const publicationId = await publishTo(operator, batchId, id);
    const { lines, manifest } = await readSet<Pair>(publicationId);
    const pairs = lines.map(({ input, preferred_output, non_preferred_output, ...others }) => {
      expect(others).toEqual({});
      expect(input.messages.at(-1)?.role).toBe("user");
      return [input.messages[0]?.content, preferred_output[0]?.content, non_preferred_output[0]?.content];
    });
    const [title] = await db().execute<{ title: string }>(sql`select output ->> 'title' as title
      from output_versions where batch_id = ${batchId} and seq = 1 and version = 1`);
    expect(pairs.sort()).toEqual(
      [
        [promptOf(2), "What a person made of it in the end", title!.title],
        [promptOf(3), "The one that was approved", "A claim that is not allowed"],
        [promptOf(3), "The one that was approved", "Better, but dull"],
      ].sort(),
    );
    expect(manifest.leftOut).toEqual([{ code: "training_no_preference", count: 2 }]);
    // The prompt of what was made anew is told by what went out with the complaint.
    expect(manifest.unverifiedPrompts).toBe(1);
  });

  test("rows become samples with their verdict, those rejected with the reason", async () => {
    const id = await channelOf({ file: "samples", similarity: 100 });
    const batchId = await approved(5);
    await db().execute(sql`update batch_items set review_state = 'rejected', decided_at = now() - interval '1 minute'
      where batch_id = ${batchId} and seq = 4`);
    await db().execute(sql`insert into review_decisions (id, batch_id, seq, member_id, decision, reason, output_version,
      claim_token) values (${newId()}, ${batchId}, 4, ${operator.memberId}, 'reject', 'wrong_fact', 1, 1)`);
    const before = given(await countChanges(operator, { batchId, channel: { channelId: id } }));
    const publicationId = await publishTo(operator, batchId, id);
    const { lines } = await readSet<Sample>(publicationId);
    expect(lines).toHaveLength(5);
    expect(lines.find(({ key }) => key === "000005")).toEqual({
      ...{ key: "000005", language: "en", label: "rejected", reason: "wrong_fact" },
      row: { sku: "000005", name: "Perfume 5", notes: "rose, musk" },
    });
    expect(lines.filter(({ label }) => label === "approved")).toHaveLength(4);
    const { training } = given(await readPublication(operator, publicationId));
    expect(training).toEqual(before.training);
    expect(training?.cost).toBeNull();
  });

  test("it needs a key, takes no mapping, and what would move products between parts is fixed", async () => {
    const made = (more: object) =>
      createChannel(admin, { name: "Set", kind: "training-set", config: {}, key: "sku", ...more });
    const misfit = (result: Awaited<ReturnType<typeof made>>) =>
      result.ok ? null : result.refusal.fields?.[0]?.code;
    expect(misfit(await made({ key: null }))).toBe("training_key_missing");
    expect(misfit(await made({ mapping: { a: "title" } }))).toBe("training_mapped");
    expect(misfit(await made({ config: { shares: { train: 90, validation: 5, test: 4 } } }))).toBe(
      "channel_setting_invalid",
    );
    expect(
      (await createChannel(operator, { name: "Set", kind: "training-set", config: {}, key: "sku" })).ok,
    ).toBe(false);
    const id = await channelOf();
    expect(given(await testChannel(admin, id))).toMatchObject({ status: "ok" });
    const changed = async (change: Parameters<typeof changeChannel>[2]) => {
      const result = await changeChannel(admin, id, change);
      return result.ok ? null : (result.refusal as { fields?: { code: string }[] }).fields?.[0]?.code;
    };
    expect(await changed({ config: { shares: { train: 70, validation: 20, test: 10 } } })).toBe(
      "training_shares_fixed",
    );
    expect(await changed({ key: "name" })).toBe("training_key_fixed");
    expect(await changed({ config: { file: "samples" } })).toBe("training_file_fixed");
    expect(await changed({ config: { epochs: 4, pricePerMTok: "2.5" }, key: "sku" })).toBeNull();
    expect(await changed({ holdSeconds: 5 })).toBeNull();
  });
});
