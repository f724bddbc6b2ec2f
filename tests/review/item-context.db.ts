import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { auditLog } from "#db/schema/auth.ts";
import { batches } from "#db/schema/batches.ts";
import { publicationItems, publications } from "#db/schema/publishing.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { newId } from "#lib/new-id.ts";
import { claimItems } from "#lib/review/claim-items.ts";
import { decideItems } from "#lib/review/decide-items.ts";
import { readReviewItem } from "#lib/review/read-review-item.ts";
import { writeMessage } from "#lib/review/write-message.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { seedBatch, seedMember } from "./seed-batch.ts";

describeOnDatabase("what a reviewer holds an output against", () => {
  const read = async (actor: Actor, itemId: string) => {
    const found = await readReviewItem(actor, itemId);
    if (!found.ok) throw new Error(found.refusal.code);
    return found.value;
  };

  async function people() {
    return {
      operator: await seedMember("Olga", ["operator"]),
      asker: await seedMember("Mei"),
      answerer: await seedMember("Lin"),
      manager: await seedMember("Max", ["manager"]),
      admin: await seedMember("Ada", ["admin"]),
    };
  }

  async function decide(actor: Actor, itemId: string, decision: "approve" | "escalate", note?: string) {
    const state = decision === "escalate" ? "pending" : "escalated";
    const claimed = await claimItems(actor, { limit: 1, state, except: [], resume: true, first: itemId });
    const claim = claimed.ok ? claimed.value.claims.find((one) => one.itemId === itemId) : undefined;
    if (!claim) return "not handed out";
    const decided = await decideItems(actor, [
      { itemId, token: claim.token, outputVersion: claim.outputVersion, decision, note },
    ]);
    return decided.ok ? decided.value[0]?.status : decided.refusal.code;
  }

  test.each([
    ["plain words", "Say nothing else.", "Say nothing else."],
    [
      "a value of the row",
      "Name {{ name }} once, with {{ notes | upcase }}.",
      "Name Perfume 1 once, with ROSE, MUSK.",
    ],
    ["a condition", "{% if name %}Begin with it.{% else %}Invent none.{% endif %}", "Begin with it."],
    ["the language", "Write in {{ language.name }}.", "Write in English."],
    ["nothing that is said of this row", "{% if false %}Never.{% endif %}", ""],
    ["no requirements", "  ", ""],
    ["Liquid that does not work any more", "Name {{ unknown_column }}.", null],
    ["markup, which stays text", "<b>{{ name }}</b> {{ '<script>' }}", "<b>Perfume 1</b> <script>"],
  ])("the guideline is read as the model read it for the row: %s", async (_, requirements, expected) => {
    const { operator, asker } = await people();
    const batchId = await seedBatch({ launchedBy: operator, items: 2, requirements });
    expect((await read(asker, `${batchId}.0`)).guideline).toBe(expected);
  });

  test("what is published of the row and language is there to compare with, by whichever batch it was", async () => {
    const { operator, asker } = await people();
    const old = await seedBatch({ launchedBy: operator, items: 3, reviewState: "approved" });
    const now = await seedBatch({ launchedBy: operator, items: 3 });
    const [{ datasetId } = { datasetId: "" }] = await db()
      .select({ datasetId: batches.datasetId })
      .from(batches)
      .where(eq(batches.id, old));
    await db().update(batches).set({ datasetId }).where(eq(batches.id, now));
    expect((await read(asker, `${now}.1`)).published).toBeNull();

    const publish = async (status: "succeeded" | "failed", cutoffAt: Date) => {
      const id = newId();
      await db().insert(publications).values({
        id,
        batchId: old,
        kind: "csv",
        config: {},
        status,
        cutoffAt,
        createdBy: operator.memberId,
      });
      return id;
    };
    await publish("failed", new Date(Date.now() + 90_000));
    expect((await read(asker, `${now}.1`)).published).toBeNull();
    await publish("succeeded", new Date(Date.now() + 60_000));
    expect((await read(asker, `${now}.1`)).published).toMatchObject({
      itemId: `${old}.1`,
      outputVersion: 1,
      output: { title: "Rose 2" },
    });
    // Row 3 was published as it was edited before, and stands otherwise by now.
    const later = await publish("succeeded", new Date(Date.now() + 120_000));
    await db().insert(publicationItems).values({ publicationId: later, seq: 2, outputVersion: 2 });
    await db().execute(sql`update batch_items set output_version = 3 where batch_id = ${old} and seq = 2`);
    await db().execute(sql`insert into output_versions (batch_id, seq, version, kind, output, made_by, from_version, made_at)
      values (${old}, 2, 2, 'edited', '{"title": "As published"}', ${asker.memberId}, 1, now())`);
    expect((await read(asker, `${now}.2`)).published).toMatchObject({
      outputVersion: 2,
      output: { title: "As published" },
    });
  });

  test("an output in another language is none of the row's own", async () => {
    const { operator, asker } = await people();
    const old = await seedBatch({ launchedBy: operator, items: 2, reviewState: "approved" });
    const now = await seedBatch({ launchedBy: operator, items: 2 });
    await db().execute(sql`update batches set dataset_id = (select dataset_id from batches where id = ${old})
      where id = ${now}`);
    await db().execute(sql`update batches set languages = '{de,en}' where id = ${old}`);
    await db().execute(sql`update batch_items set language = 'de' where batch_id = ${old} and seq = 0`);
    await db()
      .insert(publications)
      .values({
        id: newId(),
        batchId: old,
        kind: "csv",
        config: {},
        status: "succeeded",
        cutoffAt: new Date(Date.now() + 60_000),
        createdBy: operator.memberId,
      });
    expect((await read(asker, `${now}.0`)).published?.itemId).toBe(`${old}.1`);
  });

  test("an escalated item has a thread, in which the one who asked, who decides and who watches write", async () => {
    const { operator, asker, answerer, manager, admin } = await people();
    const batchId = await seedBatch({ launchedBy: operator, items: 1 });
    const itemId = `${batchId}.0`;
    const write = async (actor: Actor, text: string) => {
      const written = await writeMessage(actor, { itemId, text });
      return written.ok ? "written" : written.refusal.code;
    };
    expect(await write(asker, "Too early")).toBe("item_not_escalated");
    expect(await decide(asker, itemId, "escalate", "Is musk 白麝香?")).toBe("accepted");
    expect(await write(operator, "The supplier says white musk.")).toBe("written");
    expect(await write(manager, "Then it may be said. 👍 <b>")).toBe("written");
    expect(await write(answerer, "Thanks")).toBe("written");
    expect(await write(admin, "I see no review")).toBe("forbidden");
    expect(await decide(asker, itemId, "approve")).toBe("not handed out");
    expect(await decide(answerer, itemId, "approve", "Checked with the supplier")).toBe("accepted");
    expect(await write(asker, "Too late")).toBe("item_not_escalated");

    const { history, messages } = await read(asker, itemId);
    expect(history.map(({ decision, note, by }) => [decision, note, by.name])).toEqual([
      ["escalate", "Is musk 白麝香?", "Mei"],
      ["approve", "Checked with the supplier", "Lin"],
    ]);
    expect(messages.map(({ text, by, outputVersion }) => [text, by.name, outputVersion])).toEqual([
      ["The supplier says white musk.", "Olga", 1],
      ["Then it may be said. 👍 <b>", "Max", 1],
      ["Thanks", "Lin", 1],
    ]);
    const audited = await db().select().from(auditLog).where(eq(auditLog.action, "review.discuss"));
    expect(audited.filter(({ targetId }) => targetId === batchId)).toHaveLength(3);
  });

  test("a message about no item is none", async () => {
    const { asker } = await people();
    for (const itemId of ["nothing", `${newId()}.0`, `${newId()}.-1`])
      expect(await writeMessage(asker, { itemId, text: "?" })).toMatchObject({ ok: false });
  });
});
