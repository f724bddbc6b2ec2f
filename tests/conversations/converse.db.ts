import { createRouterClient } from "@orpc/server";
import { eq, inArray, sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { measureConversations, removeConversations } from "#db/queries/retention/conversations.ts";
import { conversations, conversationTurns } from "#db/schema/conversations.ts";
import { models } from "#db/schema/models.ts";
import { attempts, budgets } from "#db/schema/spend.ts";
import { templateVersions } from "#db/schema/templates.ts";
import { router } from "#lib/api/router.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { giveUpTurn, runTurn } from "#lib/conversations/run-turn.ts";
import { sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { makeMaterials } from "#tests/batches/batch-fixture.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { type SeenRequest, startProvider, type TestProvider } from "#tests/fixtures/provider.ts";

const operator: Actor = { memberId: newId(), name: "Olga", roles: ["operator", "manager"], via: "session" };
const api = (actor: Actor = operator) =>
  createRouterClient(router, { context: { actor, locale: "en" as const } });
const never = new AbortController().signal;

process.env.ENCRYPTION_KEY ??= Buffer.alloc(32, 7).toString("base64");

let provider: TestProvider;
let seen: SeenRequest[];
beforeEach(async () => {
  seen = [];
  provider = await startProvider();
  answerWith(() => "Warm cedar.");
});
afterEach(() => provider.stop());

function answerWith(textOf: (request: SeenRequest) => string, afterMs = 0) {
  provider.behave((request) => {
    seen.push(request);
    return { do: "answer", text: textOf(request), afterMs };
  });
}

describeOnDatabase("a conversation", (database) => {
  const db = () => database().db;
  const ledgerOf = (id: string) => db().select().from(attempts).where(eq(attempts.runId, id));

  async function begin({ cap, maxLength }: { cap?: string; maxLength?: number } = {}) {
    const materials = await makeMaterials({
      providerUrl: provider.url,
      rows: 3,
      ...(maxLength && { maxLength }),
    });
    const { datasetId, templateVersionId, modelId } = materials;
    const [version] = await db()
      .select()
      .from(templateVersions)
      .where(eq(templateVersions.id, templateVersionId));
    if (!version) throw new Error("There is no version.");
    const draft = { ...version, id: newId(), state: "draft" as const, number: null };
    await db().insert(templateVersions).values(draft);
    const { templateId } = version;
    const { id } = await api().conversations.start({
      ...{ templateId, modelId, datasetId, rowNumber: 2 },
      ...(cap && { cap: { amount: cap, currency: "USD" } }),
    });
    return { id, templateId, modelId, draftId: draft.id };
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

  test("sends the template's prompt for its row, then the exchange so far, and every turn is in the ledger", async () => {
    const { id, templateId } = await begin();
    expect(await say(id, "")).toMatchObject({ state: "answered", answer: "Warm cedar.", failure: null });
    expect(seen[0]?.prompt).toContain("Perfume 2");
    await say(id, "Shorter, please");
    expect(seen[1]?.prompt).toMatch(/Perfume 2[\s\S]*Warm cedar\.\nShorter, please$/);
    const view = await api().conversations.get({ id });
    expect(view).toMatchObject({ title: "Shorter, please", rowNumber: 2, standing: [0, 1] });
    expect(view.spent.amount).toBe(provider.bill());
    expect(sumAmounts(view.turns.map(({ cost }) => cost.amount))).toBe(provider.bill());
    const entries = await ledgerOf(id);
    expect(entries).toHaveLength(2);
    for (const entry of entries)
      expect(entry).toMatchObject({
        ...{ runKind: "conversation", kind: "settled", templateId, memberId: operator.memberId },
      });
    const today = new Date().toISOString().slice(0, 10);
    const spend = await api().spend.report({ groupBy: "batch", from: today, to: today });
    expect(spend.groups.find(({ key }) => key === "conversations")?.cost.amount).toBeDefined();
    const listed = await api().spend.attempts({ batch: "conversations", template: templateId });
    expect(listed.items.map(({ run }) => run.kind)).toEqual(["conversation", "conversation"]);
  });

  test("asks anew with the draft as it is now, and goes on from there", async () => {
    const { id, draftId } = await begin();
    await say(id, "A title");
    await db().execute(sql`
      update template_versions set revision = revision + 1,
        sections = jsonb_set(sections, '{requirements}', '"- Never say warm."') where id = ${draftId}`);
    answerWith(() => "Dry cedar.");
    const again = await say(id, "", { again: true });
    expect(again).toMatchObject({ text: "A title", againOf: 0, answer: "Dry cedar.", draftRevision: 2 });
    expect(seen.at(-1)?.prompt).toContain("Never say warm.");
    expect(seen.at(-1)?.prompt).not.toContain("Warm cedar.");
    await say(id, "Go on");
    expect(seen.at(-1)?.prompt).toContain("Dry cedar.");
    expect(seen.at(-1)?.prompt).not.toContain("Warm cedar.");
  });

  test("gives the fields that the template asks for, or says how they do not fit", async () => {
    const { id } = await begin({ maxLength: 10 });
    answerWith(() => '{"title": "Cedar"}');
    expect(await say(id, "", { answersAs: "fields" })).toMatchObject({
      output: { title: "Cedar" },
      misfits: [],
    });
    answerWith(() => '{"title": "Much too long a title"}');
    const misfitting = await say(id, "Longer", { answersAs: "fields" });
    expect(misfitting).toMatchObject({ state: "answered", output: null });
    expect(misfitting.misfits[0]?.message).toContain("too long");
  });

  test("that is asked twice at once pays once", async () => {
    const { id } = await begin();
    const asked = await Promise.allSettled([1, 2, 3].map(() => api().conversations.say({ id, text: "Hi" })));
    expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const one of asked)
      if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "conversation_busy" });
    await Promise.all([1, 2].map(() => runTurn({ conversationId: id, seq: 0 }, never)));
    await runTurn({ conversationId: id, seq: 0 }, never);
    expect(provider.billedCalls()).toBeLessThanOrEqual(1);
    const entries = await ledgerOf(id);
    expect(entries).toHaveLength(1);
  });

  test("sent again with the same key is said once", async () => {
    const { id } = await begin();
    const context = { actor: operator, locale: "en" as const, idempotencyKey: newId() };
    const keyed = createRouterClient(router, { context });
    await keyed.conversations.say({ id, text: "Hi" });
    await runTurn({ conversationId: id, seq: 0 }, never);
    expect(await keyed.conversations.say({ id, text: "Hi" })).toEqual({ seq: 0 });
    expect((await api().conversations.get({ id })).turns).toHaveLength(1);
  });

  test("whose worker was killed has failed, is charged as unknown, and is not asked again", async () => {
    const { id } = await begin();
    answerWith(() => "Late.", 400);
    await api().conversations.say({ id, text: "Hi" });
    const lost = runTurn({ conversationId: id, seq: 0 }, never);
    await expect.poll(() => provider.inFlight()).toBe(1);
    await runTurn({ conversationId: id, seq: 0 }, never);
    await lost;
    expect(provider.requests()).toBe(1);
    expect(await turnOf(id, 0)).toMatchObject({ state: "failed", failure: { code: "conversation_lost" } });
    const entries = await ledgerOf(id);
    expect(entries.map(({ kind, outcome }) => [kind, outcome])).toEqual([["unknown", "worker_lost"]]);
    const view = await api().conversations.get({ id });
    expect(view.unknownSpend.amount).toBe(sumAmounts([entries[0]?.cost ?? ""]));
    expect(view.spent.amount).toBe("0");
    answerWith(() => "Now.");
    expect(await say(id, "", { again: true })).toMatchObject({ answer: "Now." });
  });

  test("that had not gone out when its worker was killed is asked by the next", async () => {
    const { id } = await begin();
    await api().conversations.say({ id, text: "Hi" });
    await db().update(conversationTurns).set({ fence: 3 }).where(eq(conversationTurns.conversationId, id));
    await runTurn({ conversationId: id, seq: 0 }, never);
    expect(await turnOf(id, 0)).toMatchObject({ state: "answered" });
  });

  test("that is stopped ends within seconds, and its call may have been billed", async () => {
    const { id } = await begin();
    answerWith(() => "Late.", 20_000);
    await api().conversations.say({ id, text: "Hi" });
    const run = runTurn({ conversationId: id, seq: 0 }, never);
    await expect.poll(() => provider.inFlight()).toBe(1);
    await api().conversations.stop({ id });
    await run;
    expect(await turnOf(id, 0)).toMatchObject({ state: "failed", failure: { code: "conversation_stopped" } });
    expect((await ledgerOf(id)).map(({ kind }) => kind)).toEqual(["unknown"]);
  });

  test("that is stopped before it goes out costs nothing", async () => {
    const { id } = await begin();
    await api().conversations.say({ id, text: "Hi" });
    await api().conversations.stop({ id });
    await runTurn({ conversationId: id, seq: 0 }, never);
    expect(provider.requests()).toBe(0);
    expect(await turnOf(id, 0)).toMatchObject({ failure: { code: "conversation_stopped" } });
    expect(await ledgerOf(id)).toEqual([]);
  });

  test("never costs more than its cap, and says so", async () => {
    const { id } = await begin({ cap: "0.0001" });
    expect(await say(id, "Hi")).toMatchObject({ failure: { code: "conversation_cap_reached" } });
    expect(provider.requests()).toBe(0);
    await api().conversations.change({ id, cap: { amount: "0.02", currency: "USD" } });
    expect(await say(id, "Hi")).toMatchObject({ state: "answered" });
    await db().update(conversations).set({ spent: "0.02" }).where(eq(conversations.id, id));
    await expect(api().conversations.say({ id, text: "Hi" })).rejects.toMatchObject({
      code: "conversation_cap_reached",
    });
    await expect(
      api().conversations.change({ id, cap: { amount: "1", currency: "EUR" } }),
    ).rejects.toMatchObject({ code: "conversation_cap_currency" });
  });

  test("is held by the budgets above it, and gives back what it reserved", async () => {
    const { id, modelId } = await begin();
    const { id: budgetId } = await api().budgets.create({
      ...{ name: "Model", amount: { amount: "0.02", currency: "USD" } },
      ...{ scope: { kind: "model", id: modelId }, timeZone: "UTC" },
    });
    await say(id, "Hi");
    const [after] = await db().select().from(budgets).where(eq(budgets.id, budgetId));
    expect(after?.reserved).toMatch(/^0\.?0*$/);
    expect(sumAmounts([after?.spent ?? ""])).toBe(provider.bill());
    await db().update(budgets).set({ amount: "0.0001" }).where(eq(budgets.id, budgetId));
    await expect(api().conversations.say({ id, text: "Hi" })).resolves.toBeDefined();
    await runTurn({ conversationId: id, seq: 1 }, never);
    expect(await turnOf(id, 1)).toMatchObject({ failure: { code: "budget_used_up" } });
    expect(provider.billedCalls()).toBe(1);
  }, 30_000);

  test("tells what the provider says, and costs nothing where nothing was billed", async () => {
    const { id } = await begin();
    provider.behave(() => ({ do: "fail", status: 401, body: "bad key" }));
    expect(await say(id, "Hi")).toMatchObject({ failure: { code: "provider_key_refused" } });
    provider.behave(() => ({ do: "fail", status: 500, body: "down" }));
    expect(await say(id, "Hi")).toMatchObject({ failure: { code: "conversation_unavailable" } });
    expect(await api().conversations.get({ id })).toMatchObject({
      ...{ spent: { amount: "0" }, unknownSpend: { amount: "0" }, standing: [] },
    });
  });

  test("with a model that is archived says so", async () => {
    const { id, modelId } = await begin();
    await db().update(models).set({ archivedAt: new Date() }).where(eq(models.id, modelId));
    await expect(api().conversations.say({ id, text: "Hi" })).rejects.toMatchObject({
      code: "model_archived",
    });
  });

  test("is its member's alone", async () => {
    const { id } = await begin();
    const other = { ...operator, memberId: newId() };
    const theirs = api(other).conversations;
    const refused = { code: "not_found" };
    await expect(theirs.get({ id })).rejects.toMatchObject(refused);
    await expect(theirs.say({ id, text: "Hi" })).rejects.toMatchObject(refused);
    await expect(theirs.stop({ id })).rejects.toMatchObject(refused);
    await expect(theirs.change({ id, title: "Mine" })).rejects.toMatchObject(refused);
    await expect(theirs.archive({ id })).rejects.toMatchObject(refused);
    const events = async () => {
      for await (const _ of await theirs.events({ id })) return;
    };
    await expect(events()).rejects.toMatchObject(refused);
    expect((await theirs.list({})).items).toEqual([]);
    await expect(api({ ...operator, roles: ["manager"] }).conversations.list({})).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  test("is listed with the latest said in first, renamed and archived", async () => {
    const first = await begin();
    const { id } = await api().conversations.start({ modelId: first.modelId });
    await say(first.id, "Hi");
    const page = await api().conversations.list({ limit: 1 });
    expect(page.items.map((one) => one.id)).toEqual([first.id]);
    const rest = await api().conversations.list({ limit: 50, cursor: page.nextCursor ?? "" });
    expect(rest.items.map((one) => one.id)).toContain(id);
    expect(rest.items.map((one) => one.id)).not.toContain(first.id);
    await api().conversations.change({ id: first.id, title: "Cedar" });
    expect((await api().conversations.get({ id: first.id })).title).toBe("Cedar");
    await api().conversations.archive({ id: first.id });
    await expect(api().conversations.say({ id: first.id, text: "Hi" })).rejects.toMatchObject({
      code: "conversation_archived",
    });
    expect((await api().conversations.list({})).items.map((one) => one.id)).not.toContain(first.id);
  });

  test("goes with its turns once it is kept long enough, and its cost stays in the ledger", async () => {
    const { id } = await begin();
    await say(id, "Hi");
    const { id: running } = await begin();
    await api().conversations.say({ id: running, text: "Hi" });
    const old = new Date("2020-01-01");
    await db()
      .update(conversations)
      .set({ updatedAt: old })
      .where(inArray(conversations.id, [id, running]));
    const before = new Date("2020-02-01");
    expect(await measureConversations(db(), before)).toMatchObject({ count: 1 });
    expect(await db().transaction((tx) => removeConversations(tx, before))).toMatchObject({ count: 1 });
    await expect(api().conversations.get({ id })).rejects.toMatchObject({ code: "not_found" });
    expect((await api().conversations.get({ id: running })).turns).toHaveLength(1);
    expect(await ledgerOf(id)).toHaveLength(1);
  });

  test("streams its turn until it has ended", async () => {
    const { id } = await begin();
    answerWith(() => "Warm cedar.", 600);
    await api().conversations.say({ id, text: "Hi" });
    const run = runTurn({ conversationId: id, seq: 0 }, never);
    const states: string[] = [];
    for await (const { turns, hasEnded } of await api().conversations.events({ id })) {
      states.push(...turns.map(({ state }) => state));
      if (hasEnded) break;
    }
    await run;
    expect(states.at(0)).toBe("running");
    expect(states.at(-1)).toBe("answered");
  });

  test("that was tried in vain ends where a person sees it", async () => {
    const { id } = await begin();
    await api().conversations.say({ id, text: "Hi" });
    await giveUpTurn({ conversationId: id, seq: 0 });
    expect(await turnOf(id, 0)).toMatchObject({ state: "failed", failure: { code: "given_up" } });
  });
});
