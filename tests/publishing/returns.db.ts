import { createReadStream, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { beforeAll, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { batches, batchItems, outputVersions } from "#db/schema/batches.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { uploadKey } from "#lib/datasets/upload-key.ts";
import { newId } from "#lib/new-id.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { readLabels } from "#lib/publishing/labels/read-labels.ts";
import { changeChannel } from "#lib/publishing/managed/save-channel.ts";
import { takeReturn } from "#lib/publishing/returns/take-return.ts";
import { listReturned, viewReturns } from "#lib/publishing/returns/view-returns.ts";
import { claimItems } from "#lib/review/claim-items.ts";
import { decideItems } from "#lib/review/decide-items.ts";
import { given } from "#tests/auth/people.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { seedMember } from "../review/seed-batch.ts";
import { addChannel, approvedPerfumes, publishTo, rowOf } from "./shop.ts";

vi.setConfig({ testTimeout: 60_000 });
const dataDir = temporaryFolder();

describeOnBothDatabases("translations that come back", () => {
  let admin: Actor;
  let operator: Actor;
  let reviewer: Actor;
  beforeAll(async () => {
    process.env.DATA_DIR = dataDir;
    admin = await seedMember("Ada", ["admin"]);
    operator = await seedMember("Ola", ["operator", "reviewer"]);
    reviewer = await seedMember("Rui", ["reviewer"]);
  });

  async function published(items: number, more: { languages?: string[]; config?: object } = {}) {
    const config = { version: "1.2", sourceLanguage: "en", targetLanguage: "de", ...more.config };
    const { id: channelId } = await addChannel(admin, { kind: "xliff", config });
    const batchId = await approvedPerfumes(
      operator,
      items,
      more.languages ? { languages: more.languages } : {},
    );
    const publicationId = await publishTo(operator, batchId, channelId);
    expect(await rowOf(publicationId)).toMatchObject({ status: "succeeded", failure: null });
    const text = readFileSync(join(dataDir, "publications", publicationId), "utf8");
    return { channelId, batchId, publicationId, text };
  }

  async function send(publicationId: string, text: string | Buffer, actor = operator) {
    const uploadId = newId();
    const path = join(dataDir, `${uploadId}.xlf`);
    writeFileSync(path, text);
    const bytes = await (await objectStore()).put(uploadKey(uploadId), createReadStream(path));
    return takeReturn(actor, publicationId, { uploadId, fileName: "back.xlf", bytes, sha256: "" });
  }

  /** Every text of a file translated, but for those that a change leaves out or writes itself. */
  const translate = (
    text: string,
    change: (source: string, id: string) => string | null = (source) => `${source} auf Deutsch`,
  ) =>
    text.replace(/(<trans-unit id="([^"]+)"[^>]*>)<source>(.*?)<\/source>/g, (whole, _unit, id, source) => {
      const target = change(source, id);
      return target === null ? whole : `${whole}<target>${target}</target>`;
    });

  const itemsOf = (batchId: string) =>
    db().select().from(batchItems).where(eq(batchItems.batchId, batchId)).orderBy(batchItems.seq);

  test("a translated file becomes items in the other language that wait for review, with the text they were made from", async () => {
    const { publicationId, text, batchId } = await published(3);
    const { labels } = await readLabels(join(dataDir, "publications", publicationId), "roses.xlf");
    expect(labels).toMatchObject([{ kind: "aigc", claim: "ai", aigc: { ProduceID: publicationId } }]);
    const taken = given(await send(publicationId, translate(text)));
    expect(taken).toMatchObject({
      language: "de",
      units: 9,
      taken: 3,
      unchanged: 0,
      refused: 0,
      problemCount: 0,
    });
    const items = await itemsOf(taken.batchId!);
    expect(
      items.map(({ seq, rowNumber, language, reviewState }) => [seq, rowNumber, language, reviewState]),
    ).toEqual([...[0, 1, 2].map((seq) => [seq, seq + 1, "de", "pending"])]);
    expect(items[0]?.output).toEqual({
      ...{ title: "Rose 1 auf Deutsch", points: ["a auf Deutsch", "b auf Deutsch"], score: 1, seo: null },
    });
    const versions = await db()
      .select()
      .from(outputVersions)
      .where(sql`${outputVersions.batchId} = ${taken.batchId} and ${outputVersions.seq} = 0`)
      .orderBy(outputVersions.version);
    expect(versions).toMatchObject([
      { version: 1, kind: "generated", output: { title: "Rose 1" } },
      { version: 2, kind: "translated", madeBy: operator.memberId, fromVersion: 1 },
    ]);
    // The texts that were given away stay as they are.
    expect((await itemsOf(batchId)).map(({ outputVersion }) => outputVersion)).toEqual([1, 1, 1]);
    const [batch] = await db().select().from(batches).where(eq(batches.id, taken.batchId!));
    expect(batch).toMatchObject({
      itemCount: 3,
      state: "succeeded",
      launchedBy: operator.memberId,
      spent: "0.000000000000",
    });
  });

  test("who handed a translation in does not approve it, somebody else does, and it is published by its own batch", async () => {
    const { publicationId, text } = await published(1);
    const { batchId } = given(await send(publicationId, translate(text)));
    const ask = { batchId: batchId!, limit: 1, state: "pending" as const, except: [], resume: false };
    expect(given(await claimItems(operator, ask)).claims).toEqual([]);
    const [claim] = given(await claimItems(reviewer, ask)).claims;
    expect(claim).toMatchObject({ language: "de", output: { title: "Rose 1 auf Deutsch" } });
    const decided = given(
      await decideItems(reviewer, [
        {
          itemId: claim!.itemId,
          token: claim!.token,
          outputVersion: claim!.outputVersion,
          decision: "approve",
        },
      ]),
    );
    expect(decided).toMatchObject([{ status: "accepted" }]);
    const { id } = await addChannel(admin, { kind: "pull" });
    expect(await rowOf(await publishTo(operator, batchId!, id))).toMatchObject({
      status: "succeeded",
      itemsWritten: 1,
    });
    // What stands approved is not written over.
    const again = given(
      await send(
        publicationId,
        translate(text, (source) => `${source} anders`),
      ),
    );
    expect(again).toMatchObject({ taken: 0, refused: 1, batchId });
    const problems = given(await listReturned(operator, { id: publicationId, limit: 5 }));
    expect(problems.items).toMatchObject([{ code: "xliff_item_approved", key: "000001" }]);
  });

  test("what is right is taken and the rest told unit by unit; a second file brings the rest, and changes are versions", async () => {
    const { publicationId, text } = await published(3);
    const partly = translate(text, (source, id) =>
      id === "i1.title" ? null : `${source} auf Deutsch`,
    ).replace(
      "</body>",
      '<trans-unit id="i77.title"><source>x</source><target>y</target></trans-unit></body>',
    );
    const first = given(await send(publicationId, partly));
    expect(first).toMatchObject({ taken: 2, refused: 1, problemCount: 2 });
    const { items, nextCursor } = given(await listReturned(operator, { id: publicationId, limit: 1 }));
    expect(items).toMatchObject([
      { key: "000002", field: "title", unit: "i1.title", code: "xliff_untranslated", line: 9 },
    ]);
    const rest = given(await listReturned(operator, { id: publicationId, limit: 5, cursor: nextCursor! }));
    expect(rest.items).toMatchObject([{ itemId: "", unit: "i77.title", code: "xliff_unit_unknown" }]);

    const second = given(
      await send(
        publicationId,
        translate(text, (source, id) => `${source} ${id === "i0.title" ? "neu" : "auf Deutsch"}`),
      ),
    );
    expect(second).toMatchObject({
      batchId: first.batchId,
      taken: 2,
      unchanged: 1,
      refused: 0,
      problemCount: 0,
    });
    const stand = await itemsOf(first.batchId!);
    expect(stand.map(({ outputVersion }) => outputVersion)).toEqual([3, 2, 2]);
    const [counters] =
      await db().execute(sql`select sum(review_pending)::int as pending, sum(succeeded)::int as made
      from batch_counters where batch_id = ${first.batchId}`);
    expect(counters).toEqual({ pending: 3, made: 3 });
    expect(given(await viewReturns(operator, publicationId)).map(({ taken }) => taken)).toEqual([2, 2]);
    expect(given(await listReturned(operator, { id: publicationId, limit: 5 })).items).toEqual([]);
  });

  test("a file is read in the encoding that it is written in, and one that cannot be is refused rather than taken broken", async () => {
    const { publicationId, text } = await published(1);
    const german = translate(text, (source) => `Schöner Duft für ${source}`);
    const declared = (encoding: string) => german.replace('encoding="UTF-8"', `encoding="${encoding}"`);
    const titleOf = async (file: Buffer) => {
      const { batchId, taken, unchanged } = given(await send(publicationId, file));
      expect(taken + unchanged).toBe(1);
      return (await itemsOf(batchId!))[0]?.output?.title;
    };
    for (const file of [
      Buffer.from(declared("ISO-8859-1"), "latin1"),
      Buffer.from(declared("windows-1252"), "latin1"),
      // As .NET writes what it made in memory.
      Buffer.from(declared("utf-16"), "utf8"),
      Buffer.from(`\uFEFF${declared("utf-16")}`, "utf16le"),
      Buffer.from(`\uFEFF${german}`, "utf8"),
    ])
      expect(await titleOf(file)).toBe("Schöner Duft für Rose 1");
    for (const file of [Buffer.from(german, "latin1"), Buffer.from(declared("ebcdic-cp-be"), "latin1")])
      expect(await send(publicationId, file)).toMatchObject({ refusal: { code: "xliff_broken" } });
  });

  test("a rejected translation comes back by another file", async () => {
    const { publicationId, text } = await published(1);
    const { batchId } = given(await send(publicationId, translate(text)));
    await db().execute(sql`update batch_items set review_state = 'rejected', decided_by = ${reviewer.memberId},
      decided_at = now(), route = 'drop' where batch_id = ${batchId}`);
    await db().execute(
      sql`update batch_counters set review_pending = 0, rejected = 1 where batch_id = ${batchId} and slot = 0`,
    );
    expect(
      given(
        await send(
          publicationId,
          translate(text, (source) => `${source} besser`),
        ),
      ),
    ).toMatchObject({ taken: 1 });
    const [item] = await itemsOf(batchId!);
    expect(item).toMatchObject({ reviewState: "pending", outputVersion: 3, decidedBy: null, route: null });
  });

  test("a file of another publication, version or language is refused as a whole, and nothing of it is kept", async () => {
    const { publicationId, text } = await published(1);
    const other = await published(1);
    const refusal = async (file: string) => {
      const result = await send(publicationId, file);
      return result.ok ? "taken" : result.refusal.code;
    };
    expect(await refusal(translate(other.text))).toBe("xliff_other_publication");
    expect(await refusal(text.replace('version="1.2"', 'version="2.0"'))).toBe("xliff_version_other");
    expect(await refusal(text.replace('target-language="de"', 'target-language="fr"'))).toBe(
      "xliff_language_other",
    );
    expect(await refusal(text.replace('source-language="en"', 'source-language="zh-CN"'))).toBe(
      "xliff_language_other",
    );
    expect(await refusal(text.slice(0, -20))).toBe("xliff_broken");
    expect(
      await refusal(
        `<!DOCTYPE x [<!ENTITY a "b">]>${text.slice(text.indexOf("<xliff")).replace("Rose", "&a;")}`,
      ),
    ).toBe("xliff_broken");
    expect(given(await viewReturns(operator, publicationId))).toEqual([]);
    // A tool that wrote its own name there is known by its texts.
    const renamed = translate(text).replace(`original="${publicationId}"`, 'original="roses.xlf"');
    expect(await refusal(renamed)).toBe("taken");
    // Others have no German, but German as in Germany.
    const inGermany = translate(text).replace('"de"', '"de-DE"').replace('"en"', '"en_US"');
    expect(await refusal(inGermany)).toBe("taken");
  });

  test("only who may publish there hands a translation in, and only of what went to translators", async () => {
    const { publicationId, text, channelId } = await published(1);
    expect(await send(publicationId, text, reviewer)).toMatchObject({ refusal: { code: "forbidden" } });
    given(await changeChannel(admin, channelId, { publisherIds: [admin.memberId] }));
    expect(await send(publicationId, text)).toMatchObject({ refusal: { code: "channel_not_yours" } });
    const { id } = await addChannel(admin, { kind: "pull" });
    const elsewhere = await publishTo(operator, await approvedPerfumes(operator, 1), id);
    expect(await send(elsewhere, text)).toMatchObject({ refusal: { code: "return_not_for_translators" } });
    expect(await send(newId(), text)).toMatchObject({ refusal: { code: "not_found" } });
  });

  test("items of another language than the channel's are left out by name", async () => {
    const { publicationId, text } = await published(4, { languages: ["en", "zh-CN"] });
    expect((await rowOf(publicationId)).itemsWritten).toBe(2);
    expect([...text.matchAll(/<trans-unit /g)]).toHaveLength(6);
  });
});
