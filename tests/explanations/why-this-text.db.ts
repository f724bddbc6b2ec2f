import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { removeAnswers } from "#db/queries/retention/answers.ts";
import { batches } from "#db/schema/batches.ts";
import { probes, regenerations } from "#db/schema/review.ts";
import { keptAnswers } from "#db/schema/spend.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { explainCell } from "#lib/explanations/explain-cell.ts";
import { explainItem } from "#lib/explanations/explain-item.ts";
import { claimItems } from "#lib/review/claim-items.ts";
import { decideItems } from "#lib/review/decide-items.ts";
import type { DecisionInput } from "#lib/review/decision-input.ts";
import { runRegeneration } from "#lib/review/regeneration/run-regeneration.ts";
import { correctSource } from "#lib/review/sources/correct-source.ts";
import { launchTrial } from "#lib/trials/launch-trial.ts";
import { given } from "#tests/auth/people.ts";
import {
  launch,
  type MaterialOptions,
  makeMaterials,
  operator,
  until,
  untilState,
  workHere,
} from "#tests/batches/batch-fixture.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { seedMember } from "#tests/review/seed-batch.ts";

const never = new AbortController().signal;
const answer = (text: string) => ({ do: "answer", text }) as const;

describeOnDatabase("why this text", () => {
  let provider: TestProvider;
  let mei: Actor;
  beforeAll(() => workHere());
  beforeEach(async () => {
    provider = await startProvider({ behave: () => answer('{"title": "Rose"}') });
    mei = await seedMember("Mei");
  });
  afterAll(() => provider.stop());

  test("tells the row, the rules and the messages as they were sent, and keeps no second copy of an answer that is the output", async () => {
    const rules = [
      {
        when: { all: [{ input: "name", is: "contains" as const, value: "1" }] },
        do: "add" as const,
        section: "requirements" as const,
        text: "Be brief about {{ name }}.",
      },
      {
        when: { all: [{ input: "name", is: "contains" as const, value: "2" }] },
        do: "drop" as const,
        section: "requirements" as const,
      },
    ];
    const id = await ended({ rules });
    const why = given(await explainItem(mei, id, 0));
    expect(why).toMatchObject({
      state: "succeeded",
      row: { number: 1, values: { name: "Perfume 1" }, isGone: false, corrections: [] },
      rules: [
        { index: 0, fired: true },
        { index: 1, fired: false },
      ],
      template: { name: "Titles", versionNumber: 1 },
      output: { title: "Rose" },
      calls: [
        {
          purpose: "generate",
          step: { index: 0, name: "output" },
          sentAs: "as-sent",
          answer: { place: "output", text: '{\n  "title": "Rose"\n}' },
          misfits: [],
        },
      ],
    });
    const [call] = why.calls;
    expect(call?.messages?.map(({ content }) => content).join("\n")).toContain("Be brief about Perfume 1.");
    expect([...provider.billedPrompts().keys()].join("\n")).toContain(call?.messages?.at(-1)?.content);
    expect(why.total.settled).toEqual(call?.cost);
    expect(await db().select().from(keptAnswers).where(eq(keptAnswers.runId, id))).toEqual([]);
  });

  test("an answer that had to be mended is there word for word, with what did not fit, and so is the call that asked for it", async () => {
    provider.behave(({ isRepair }) => answer(isRepair ? '{"title": "Fits"}' : "I would call it: Rose & Co"));
    const { calls, output } = given(await explainItem(mei, await ended(), 0));
    expect(output).toEqual({ title: "Fits" });
    expect(calls).toMatchObject([
      {
        purpose: "generate",
        sentAs: "as-sent",
        answer: { place: "kept", text: "I would call it: Rose & Co" },
        misfits: [{ code: "output_not_json" }],
      },
      { purpose: "repair", sentAs: "as-sent", answer: { place: "output" } },
    ]);
    expect(calls[1]?.messages?.map(({ role }) => role)).toEqual(["user", "assistant", "user"]);
    expect(calls[1]?.messages?.[1]?.content).toBe("I would call it: Rose & Co");
  });

  test("of an item that failed every answer is kept", async () => {
    provider.behave(({ isRepair }) => answer(isRepair ? '{"title": ""}' : '{"headline": "x"}'));
    const id = await ended({}, ["succeeded", "failed"]);
    const why = given(await explainItem(mei, id, 0));
    expect(why).toMatchObject({ state: "failed", output: null, failure: { code: "output_blank" } });
    expect(why.calls).toMatchObject([
      {
        answer: { text: '{"headline": "x"}' },
        misfits: [{ code: "output_missing", params: { field: "title" } }],
      },
      { answer: { text: '{"title": ""}' }, misfits: [{ code: "output_blank" }], sentAs: "as-sent" },
    ]);
  });

  test.each([
    ["talk around it", 'Here you are:\n```json\n{"title": "Rose"}\n```', []],
    ["reasoning before it", '<think>red, then rose</think>{"title": "Rose"}', []],
    ["a harmless misfit", '{"title": "Rose", "note": "dropped"}', [{ path: "note", code: "field_dropped" }]],
  ])(
    "an answer with %s is kept as it came, because the output does not say all of it",
    async (_, text, mended) => {
      provider.behave(() => answer(text));
      const { calls } = given(await explainItem(mei, await ended(), 0));
      expect(calls).toMatchObject([{ answer: { place: "kept", text, isCut: false }, mended, misfits: [] }]);
    },
  );

  test("an output made anew shows what its model was told, and the first one still what it was made from", async () => {
    provider.behave(({ prompt }) =>
      answer(prompt.includes("rejected") ? '{"title": "Second"}' : '{"title": "First"}'),
    );
    const id = await ended();
    await reject(id, { reason: "wrong_fact", note: "It is 50 ml" });
    await regenerate(id);
    const { calls, versions } = given(await explainItem(mei, id, 0));
    expect(versions).toHaveLength(2);
    expect(calls).toMatchObject([
      { sentAs: "as-sent", answer: { text: JSON.stringify({ title: "First" }, null, 2) } },
      { sentAs: "as-sent", answer: { text: JSON.stringify({ title: "Second" }, null, 2) } },
    ]);
    expect(calls[0]?.messages).toHaveLength(1);
    expect(calls[1]?.messages?.at(-1)?.content).toContain("It is 50 ml");
  });

  test("a row that was corrected is shown as it was for the calls of then, and as it is for those since", async () => {
    const id = await ended();
    await reject(id, { reason: "source_data_wrong" });
    given(await correctSource(operator, { itemId: `${id}.0`, values: { name: "Peony" } }));
    await regenerate(id);
    const { calls, row } = given(await explainItem(mei, id, 0));
    expect(row).toMatchObject({
      values: { name: "Peony" },
      corrections: [{ by: "Olga", before: { name: "Perfume 1" }, after: { name: "Peony" } }],
    });
    expect(calls.map(({ sentAs, messages }) => [sentAs, messages?.[0]?.content])).toEqual([
      ["as-sent", "Write a title for Perfume 1."],
      ["as-sent", "Write a title for Peony."],
    ]);
  });

  test("messages that cannot be had again are said to be others, and those of which nothing was noted to be unverified", async () => {
    const id = await ended();
    await db().execute(sql`update dataset_rows set values = '{"name": "Other"}'
      where dataset_id = (select dataset_id from batches where id = ${id})`);
    const changed = given(await explainItem(mei, id, 0)).calls[0];
    expect(changed).toMatchObject({ sentAs: "changed", messages: [{ content: "Write a title for Other." }] });
    await db().execute(sql`alter table attempts disable trigger user`);
    await db().execute(sql`update attempts set prompt_digest = null, answer = null where run_id = ${id}`);
    await db().execute(sql`alter table attempts enable trigger user`);
    expect(given(await explainItem(mei, id, 0)).calls[0]).toMatchObject({
      sentAs: "unverified",
      answer: null,
    });
  });

  test("answers go when they have been kept long enough, and the page says so", async () => {
    provider.behave(({ isRepair }) => answer(isRepair ? '{"title": "Fits"}' : "no"));
    const id = await ended();
    const removed = await db().transaction((tx) => removeAnswers(tx, new Date(Date.now() + 60_000)));
    expect(removed.count).toBeGreaterThan(0);
    const { calls } = given(await explainItem(mei, id, 0));
    expect(calls).toMatchObject([
      { answer: { place: "kept", text: null }, sentAs: "as-sent", misfits: [] },
      { purpose: "repair", messages: null, answer: { place: "output" } },
    ]);
  });

  test("whoever may be asked to judge without the checks is told neither them nor the calls before it is decided", async () => {
    provider.behave(({ isRepair }) => answer(isRepair ? '{"title": "Fits"}' : "no"));
    const id = await ended({ rows: 12 });
    await db()
      .update(batches)
      .set({ reviewPlan: { kind: "every", blind: true } })
      .where(eq(batches.id, id));
    const seen = await Promise.all([...Array(12).keys()].map((seq) => explainItem(mei, id, seq)));
    const blind = seen.map(given).filter(({ isBlind }) => isBlind);
    expect(blind.length).toBeGreaterThan(0);
    expect(blind.length).toBeLessThan(12);
    for (const why of blind) expect(why).toMatchObject({ checks: [], calls: [], output: { title: "Fits" } });
    const hidden = blind[0]!.seq;
    expect(given(await explainItem(operator, id, hidden))).toMatchObject({ isBlind: false, calls: [{}, {}] });
    await decide(id, "approve", {}, hidden);
    expect(given(await explainItem(mei, id, hidden))).toMatchObject({ isBlind: false, calls: [{}, {}] });
  });

  test("a probe looks like any item to whom it was shown, and is nothing to anybody else", async () => {
    const id = await ended();
    const lin = await seedMember("Lin");
    await db()
      .insert(probes)
      .values({
        batchId: id,
        seq: 20,
        ofSeq: 0,
        ofVersion: 1,
        rowNumber: 1,
        language: "en",
        output: { title: "Rose" },
        checks: [],
        answer: "approve",
        memberId: lin.memberId,
      });
    expect(given(await explainItem(lin, id, 20))).toMatchObject({
      seq: 20,
      itemId: `${id}.20`,
      outputVersion: 1,
      versions: [{ version: 1 }],
      calls: [{ sentAs: "as-sent" }],
    });
    expect(await explainItem(mei, id, 20)).toMatchObject({ refusal: { code: "not_found" } });
  });

  test("a cell of a trial is explained alike, every answer of it word for word, its draft as it was", async () => {
    provider.behave(() => answer('{"title":"Rose"}'));
    const { datasetId, templateVersionId, modelId } = await makeMaterials({
      providerUrl: provider.url,
      rows: 1,
    });
    const trial = given(
      await launchTrial(operator, {
        datasetId,
        variants: [{ templateVersionId, modelId }],
        sample: { size: 1, method: "first" },
      }),
    );
    const explained = async () => given(await explainCell(operator, trial.id, 0));
    await until(async () => (await explained()).state === "succeeded");
    expect(await explained()).toMatchObject({
      run: { kind: "trial" },
      state: "succeeded",
      row: { values: { name: "Perfume 1" } },
      calls: [{ sentAs: "as-sent", answer: { place: "kept", text: '{"title":"Rose"}' } }],
    });
    expect(await explainCell(mei, trial.id, 0)).toMatchObject({ refusal: { code: "forbidden" } });
    expect(await explainCell(operator, trial.id, 7)).toMatchObject({ refusal: { code: "not_found" } });
  });

  test("an item that is none, one still to be made and one whose outputs are gone are told apart", async () => {
    const id = await ended();
    expect(await explainItem(mei, id, 20)).toMatchObject({ refusal: { code: "not_found" } });
    expect(await explainItem({ ...mei, roles: [] }, id, 0)).toMatchObject({ refusal: { code: "forbidden" } });
    const later = await launch(await makeMaterials({ providerUrl: provider.url, rows: 1 }), {
      startAt: new Date(Date.now() + 3_600_000),
    });
    expect(given(await explainItem(mei, later, 0))).toMatchObject({
      state: "pending",
      calls: [],
      output: null,
    });
    await db().update(batches).set({ outputsRemovedAt: new Date() }).where(eq(batches.id, id));
    expect(await explainItem(mei, id, 0)).toMatchObject({ refusal: { code: "outputs_removed" } });
  });

  async function ended(
    options: Partial<MaterialOptions> = {},
    states: Parameters<typeof untilState>[1] = ["succeeded"],
  ): Promise<string> {
    const id = await launch(await makeMaterials({ providerUrl: provider.url, rows: 1, ...options }));
    await untilState(id, states);
    return id;
  }

  async function decide(
    id: string,
    decision: "approve" | "reject",
    more: Partial<DecisionInput> = {},
    seq = 0,
  ): Promise<void> {
    const claimed = given(
      await claimItems(mei, { limit: 1, state: "pending", except: [], resume: true, first: `${id}.${seq}` }),
    );
    const { itemId, token, outputVersion } = claimed.claims[0]!;
    const [result] = given(await decideItems(mei, [{ itemId, token, outputVersion, decision, ...more }]));
    expect(result).toMatchObject({ status: "accepted" });
  }

  function reject(id: string, more: Partial<DecisionInput>): Promise<void> {
    return decide(id, "reject", more);
  }

  async function regenerate(id: string): Promise<void> {
    const [asked] = await db().select().from(regenerations).where(eq(regenerations.batchId, id));
    await runRegeneration({ id: asked!.id }, never);
    await until(async () => {
      const [row] = await db().select().from(regenerations).where(eq(regenerations.batchId, id));
      return row?.state === "succeeded";
    });
  }
});
