import { createRouterClient } from "@orpc/server";
import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { models, prices } from "#db/schema/models.ts";
import { attempts } from "#db/schema/spend.ts";
import { templateVersions } from "#db/schema/templates.ts";
import { router } from "#lib/api/router.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { runTurn } from "#lib/conversations/run-turn.ts";
import { sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { templateBodySchema } from "#lib/templates/template.ts";
import { makeMaterials } from "#tests/batches/batch-fixture.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { type SeenRequest, startProvider, type TestProvider } from "#tests/fixtures/provider.ts";

const operator: Actor = { memberId: newId(), name: "Olga", roles: ["operator", "manager"], via: "session" };
const api = () => createRouterClient(router, { context: { actor: operator, locale: "en" as const } });
const never = new AbortController().signal;

process.env.ENCRYPTION_KEY ??= Buffer.alloc(32, 7).toString("base64");

const isOfFacts = ({ prompt }: SeenRequest) => prompt.includes("List facts of");

let provider: TestProvider;
let seen: SeenRequest[];
beforeEach(async () => {
  seen = [];
  provider = await startProvider();
  answerWith((request) => (isOfFacts(request) ? '{"list":"cedar, fig"}' : "Warm cedar."));
});
afterEach(() => provider.stop());

function answerWith(textOf: (request: SeenRequest) => string, afterMs = 0) {
  provider.behave((request) => {
    seen.push(request);
    return { do: "answer", text: textOf(request), afterMs };
  });
}

const field = (name: string) => [{ name, type: "text" }];
const facts = (more: object = {}) => ({
  ...{ name: "facts", kind: "generate", outputs: field("list") },
  sections: { instruction: "List facts of {{ name }}." },
  ...more,
});
const copy = (more: object = {}) => ({
  ...{ name: "copy", kind: "generate", outputs: field("title") },
  sections: { instruction: "Write a title of {{ steps.facts.list }} for {{ name }}." },
  ...more,
});

describeOnDatabase("a conversation with a later step of a chain", (database) => {
  const db = () => database().db;
  const ledgerOf = (id: string) => db().select().from(attempts).where(eq(attempts.runId, id));

  async function makeDraft(steps: object[]) {
    const made = await makeMaterials({ providerUrl: provider.url, rows: 3, steps });
    const [version] = await db()
      .select()
      .from(templateVersions)
      .where(eq(templateVersions.id, made.templateVersionId));
    if (!version) throw new Error("There is no version.");
    const draftId = newId();
    await db()
      .insert(templateVersions)
      .values({ ...version, id: draftId, state: "draft", number: null });
    const { templateId } = version;
    return { ...made, templateId, draftId };
  }

  type Draft = Awaited<ReturnType<typeof makeDraft>>;

  async function begin(
    { templateId, modelId, datasetId }: Draft,
    step: string | undefined = "copy",
    cap?: string,
  ) {
    const { id } = await api().conversations.start({
      ...{ templateId, modelId, datasetId, rowNumber: 2, ...(step && { step }) },
      ...(cap && { cap: { amount: cap, currency: "USD" } }),
    });
    return id;
  }

  async function say(id: string, text: string, more: { again?: boolean; answersAs?: "fields" } = {}) {
    const { seq } = await api().conversations.say({ id, text, ...more });
    await runTurn({ conversationId: id, seq }, never);
    return turnOf(id, seq);
  }

  async function turnOf(id: string, seq: number) {
    const turn = (await api().conversations.get({ id })).turns[seq];
    if (!turn) throw new Error(`There is no turn ${seq}.`);
    return turn;
  }

  async function changeStep({ draftId }: Draft, place: number, instruction: string) {
    const path = sql.raw(`'{${place},sections,instruction}'`);
    await db().execute(sql`
      update template_versions set revision = revision + 1,
        steps = jsonb_set(steps, ${path}, to_jsonb(${instruction}::text)) where id = ${draftId}`);
  }

  const asked = () => seen.map((request) => (isOfFacts(request) ? "facts" : "copy"));

  test("runs the steps before it for its row first, and its prompt has what they wrote", async () => {
    const id = await begin(await makeDraft([facts(), copy()]));
    const turn = await say(id, "");
    expect(turn).toMatchObject({
      ...{ state: "answered", answer: "Warm cedar.", stepAtWork: null },
      found: [{ name: "facts", asked: null, value: { list: "cedar, fig" } }],
    });
    expect(asked()).toEqual(["facts", "copy"]);
    expect(seen[1]?.prompt).toContain("Write a title of cedar, fig for Perfume 2.");
    expect((await api().conversations.get({ id })).step).toBe("copy");
    const entries = await ledgerOf(id);
    expect(entries.map(({ step, runKind }) => [step, runKind]).sort()).toEqual([
      [0, "conversation"],
      [1, "conversation"],
    ]);
    expect(sumAmounts(entries.map(({ cost }) => cost))).toBe(provider.bill());
    expect(turn.cost.amount).toBe(provider.bill());
  });

  test("asks them once for as long as they are the same, whatever becomes of its own prompt", async () => {
    const draft = await makeDraft([facts(), copy()]);
    const id = await begin(draft);
    await say(id, "");
    await say(id, "Shorter");
    await say(id, "", { again: true });
    await changeStep(draft, 1, "Write one word of {{ steps.facts.list }}.");
    expect(await say(id, "")).toMatchObject({ found: [{ name: "facts" }] });
    expect(seen.at(-1)?.prompt).toContain("Write one word of cedar, fig.");
    expect(asked()).toEqual(["facts", "copy", "copy", "copy", "copy"]);
    await changeStep(draft, 0, "List facts of {{ name }}, three of them.");
    await say(id, "");
    expect(asked().slice(5)).toEqual(["facts", "copy"]);
    expect((await api().conversations.get({ id })).spent.amount).toBe(provider.bill());
  });

  test("asks them anew where its row is another by now", async () => {
    const draft = await makeDraft([facts(), copy()]);
    const id = await begin(draft);
    await say(id, "");
    await db().execute(sql`
      update dataset_rows set values = '{"name": "Fig"}' where dataset_id = ${draft.datasetId} and row_number = 2`);
    await say(id, "And now?");
    expect(asked()).toEqual(["facts", "copy", "facts", "copy"]);
    expect(seen.at(-1)?.prompt).toContain("for Fig.");
  });

  test("repairs what an earlier step writes as a run does, and says which one cannot be made", async () => {
    const id = await begin(await makeDraft([facts(), copy()]));
    answerWith((request) => (isOfFacts(request) && !request.isRepair ? "No JSON" : '{"list":"fig"}'));
    expect(await say(id, "")).toMatchObject({ state: "answered", found: [{ value: { list: "fig" } }] });
    const other = await begin(await makeDraft([facts(), copy()]));
    answerWith(() => "No JSON");
    const failed = await say(other, "");
    expect(failed).toMatchObject({ state: "failed", stepAtWork: "facts" });
    expect(failed.failure?.code).toBe("output_not_json");
    expect(failed.answer).toBeNull();
    expect((await api().conversations.get({ id: other })).spent.amount).toBe(failed.cost.amount);
  });

  test("goes on at the step that failed, and pays nothing twice", async () => {
    const id = await begin(await makeDraft([facts(), copy()]));
    provider.behave((request) => {
      seen.push(request);
      if (isOfFacts(request)) return { do: "answer", text: '{"list":"fig"}' };
      return { do: "fail", status: 500, body: "down" };
    });
    expect(await say(id, "")).toMatchObject({
      ...{ state: "failed", stepAtWork: null, failure: { code: "conversation_unavailable" } },
    });
    answerWith(() => "Fig.");
    expect(await say(id, "", { again: true })).toMatchObject({ state: "answered", answer: "Fig." });
    expect(asked()).toEqual(["facts", "copy", "copy"]);
  });

  test("whose worker was killed while an earlier step was asked has failed there, and is charged as unknown", async () => {
    const id = await begin(await makeDraft([facts(), copy()]));
    answerWith(() => '{"list":"late"}', 400);
    await api().conversations.say({ id, text: "" });
    const lost = runTurn({ conversationId: id, seq: 0 }, never);
    await expect.poll(() => provider.inFlight()).toBe(1);
    await runTurn({ conversationId: id, seq: 0 }, never);
    await lost;
    expect(await turnOf(id, 0)).toMatchObject({
      ...{ state: "failed", stepAtWork: "facts", failure: { code: "conversation_lost" } },
    });
    expect(provider.requests()).toBe(1);
    expect((await ledgerOf(id)).map(({ kind }) => kind)).toEqual(["unknown"]);
  });

  test("never costs more than its cap, its earlier steps included", async () => {
    const id = await begin(await makeDraft([facts(), copy()]), "copy", "0.0001");
    expect(await say(id, "")).toMatchObject({
      ...{ stepAtWork: "facts", failure: { code: "conversation_cap_reached" } },
    });
    expect(provider.requests()).toBe(0);
  });

  test("asks each earlier step's own model, which is paid in the conversation's currency", async () => {
    const other = await makeMaterials({ providerUrl: provider.url, rows: 1 });
    const id = await begin(await makeDraft([facts({ modelId: other.modelId }), copy()]));
    expect(await say(id, "")).toMatchObject({ state: "answered" });
    const entries = await ledgerOf(id);
    expect(entries.find(({ step }) => step === 0)?.modelId).toBe(other.modelId);
    expect(entries.find(({ step }) => step === 1)?.modelId).not.toBe(other.modelId);
    const euro = { currency: "EUR", inputPerMTok: "1", outputPerMTok: "4" };
    const { modelId } = other;
    await db()
      .insert(prices)
      .values({ id: newId(), modelId, effectiveFrom: new Date(), ...euro });
    await expect(api().conversations.say({ id, text: "" })).rejects.toMatchObject({
      code: "step_currency_differs",
    });
    await db().update(models).set({ archivedAt: new Date() }).where(eq(models.id, modelId));
    await expect(api().conversations.say({ id, text: "" })).rejects.toMatchObject({ code: "model_archived" });
    expect(asked()).toEqual(["facts", "copy"]);
  });

  test("is refused where the draft has no such step, at its start and once it is renamed or gone", async () => {
    const draft = await makeDraft([facts(), copy()]);
    const refused = { code: "conversation_step_gone" };
    await expect(begin(draft, "title")).rejects.toMatchObject(refused);
    const { modelId } = draft;
    await expect(api().conversations.start({ modelId, step: "copy" })).rejects.toMatchObject(refused);
    const id = await begin(draft);
    await db().execute(sql`
      update template_versions set revision = revision + 1, steps = jsonb_set(steps, '{1,name}', '"text"')
      where id = ${draft.draftId}`);
    await expect(api().conversations.say({ id, text: "Hi" })).rejects.toMatchObject(refused);
    expect((await api().conversations.get({ id })).turns).toEqual([]);
    expect(provider.requests()).toBe(0);
  });

  test("says that the row leaves its step out, before anything is paid where that is known", async () => {
    const onRow = copy({ when: { all: [{ input: "name", is: "missing" }] } });
    const id = await begin(await makeDraft([facts(), onRow]));
    await expect(api().conversations.say({ id, text: "" })).rejects.toMatchObject({
      code: "conversation_step_left_out",
    });
    expect(provider.requests()).toBe(0);
    const onFacts = copy({ when: { all: [{ input: "steps.facts.list", is: "missing" }] } });
    const later = await begin(await makeDraft([facts(), onFacts]));
    expect(await say(later, "")).toMatchObject({ failure: { code: "conversation_step_left_out" } });
    expect(asked()).toEqual(["facts"]);
  });

  test("that was begun before the chain changed goes on with the chain as it is now", async () => {
    const draft = await makeDraft([facts(), copy()]);
    const id = await begin(draft);
    await say(id, "");
    const hints = {
      ...{ name: "hints", kind: "generate", outputs: field("hint") },
      sections: { instruction: "Write a hint for {{ house }}." },
    };
    const { steps } = templateBodySchema.parse({
      steps: [
        facts(),
        hints,
        copy({ sections: { instruction: "Title: {{ steps.hints.hint }}, {{ house }}." } }),
      ],
    });
    const house = { name: "house", type: "text", required: true, onMissing: "default", default: "Lune" };
    await db().execute(sql`
      update template_versions set revision = revision + 1, steps = ${JSON.stringify(steps)}::jsonb,
        inputs = inputs || ${JSON.stringify([house])}::jsonb where id = ${draft.draftId}`);
    answerWith(() => '{"list":"fig","hint":"calm"}');
    const turn = await say(id, "And now?");
    expect(turn).toMatchObject({ state: "answered", found: [{ name: "facts" }, { name: "hints" }] });
    expect(seen.at(-2)?.prompt).toContain("Write a hint for Lune.");
    expect(seen.at(-1)?.prompt).toMatch(/Title: calm, Lune\.[\s\S]*Warm cedar\.[\s\S]*And now\?/);
  });

  test("gives the fields of its step, and speaks to the first where none is named", async () => {
    const draft = await makeDraft([facts(), copy()]);
    answerWith((request) => (isOfFacts(request) ? '{"list":"fig"}' : '{"title":"Fig"}'));
    const id = await begin(draft);
    expect(await say(id, "", { answersAs: "fields" })).toMatchObject({ output: { title: "Fig" } });
    const first = await begin(draft, "");
    expect(await say(first, "", { answersAs: "fields" })).toMatchObject({
      ...{ output: { list: "fig" }, found: [] },
    });
    expect(await api().conversations.get({ id: first })).toMatchObject({ step: null });
  });
});
