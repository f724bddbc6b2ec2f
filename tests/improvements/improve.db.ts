import { createRouterClient } from "@orpc/server";
import { eq } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { measureTrials, removeTrials } from "#db/queries/retention/trials.ts";
import { improvementCases, improvements } from "#db/schema/improvements.ts";
import { attempts, budgets } from "#db/schema/spend.ts";
import { templateVersions } from "#db/schema/templates.ts";
import { trialCells, trials } from "#db/schema/trials.ts";
import { router } from "#lib/api/router.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { giveUpImprovement, runImprovement } from "#lib/improvements/run-improvement.ts";
import { compareAmounts, sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { operator as launcher, until, workHere } from "#tests/batches/batch-fixture.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import {
  type Behaviour,
  type SeenRequest,
  startProvider,
  type TestProvider,
} from "#tests/fixtures/provider.ts";
import { type Done, decide, makeRejectedBatch } from "./rejected-batch.ts";

const operator: Actor = { ...launcher, roles: ["operator", "manager"], via: "session" };
const api = (actor: Actor = operator) =>
  createRouterClient(router, { context: { actor, locale: "en" as const } });

process.env.ENCRYPTION_KEY ??= Buffer.alloc(32, 7).toString("base64");

const RULE = "- Keep titles short.";
const CAP = { amount: "0.5", currency: "USD" };
const LONG = "A title that goes on and on and is far too long for anybody";
/** Twenty-six outputs rejected for their length, four edited, and six approved. */
const DONE: Done[] = [
  ...Array.from(
    { length: 26 },
    (): Done => ({ do: "reject", reason: "format_or_length", note: "Too long!" }),
  ),
  ...Array.from({ length: 4 }, (): Done => ({ do: "edit", to: "Short" })),
  ...Array.from({ length: 6 }, (): Done => ({ do: "approve" })),
];
const PROPOSAL = {
  ...{ why: "Titles are too long.", cites: ["R1", "R2"] },
  changes: [{ section: "requirements", text: RULE }],
};

let provider: TestProvider;
let proposer: (request: SeenRequest) => Behaviour;
let proposerCalls: SeenRequest[];

/** Writes long titles, and short ones where the prompt asks for it. */
function behave(request: SeenRequest): Behaviour {
  if (request.prompt.includes('"rejections"')) {
    proposerCalls.push(request);
    return proposer(request);
  }
  const title = request.prompt.includes(RULE) ? "Short" : LONG;
  return { do: "answer", text: JSON.stringify({ title }) };
}

function propose(...proposals: object[]) {
  proposer = () => ({ do: "answer", text: JSON.stringify({ proposals }) });
}

beforeEach(async () => {
  proposerCalls = [];
  propose(PROPOSAL);
  provider = await startProvider({ behave });
});
afterEach(() => provider.stop());

describeOnDatabase("an improvement from rejections", (database) => {
  beforeAll(() => workHere());
  const db = () => database().db;
  const make = (done: readonly Done[] = DONE) =>
    makeRejectedBatch(
      {
        providerUrl: provider.url,
        checks: [{ kind: "format", severity: "warn", fields: ["title"], maxLength: 20 }],
      },
      done,
    );

  const start = (templateId: string, budgetCap = CAP) =>
    api().improvements.start({ id: templateId, budgetCap });
  const viewOf = (templateId: string, improvementId: string) =>
    api().improvements.get({ id: templateId, improvementId });

  async function ended(templateId: string, improvementId: string) {
    return until(async () => {
      const view = await viewOf(templateId, improvementId);
      return view.finishedAt ? view : null;
    });
  }

  async function entriesOf(...runIds: (string | null)[]) {
    const all = [];
    for (const id of runIds)
      if (id) all.push(...(await db().select().from(attempts).where(eq(attempts.runId, id))));
    return all;
  }

  test("drafts a change, tries it on rows the proposer never saw, and becomes a draft when a person says so", async () => {
    const { templateId, draftId } = await make();
    const preview = await api().improvements.preview({ id: templateId });
    expect(preview).toMatchObject({
      rejects: 26,
      edits: 4,
      ofSource: [],
      ofPrompt: 30,
      approved: 6,
      refusal: null,
    });
    expect(preview.shown + preview.heldOut).toBe(30);
    expect(compareAmounts(preview.cost?.suggested.amount ?? "0", preview.cost?.least.amount ?? "1")).toBe(1);
    const { id } = await start(templateId);
    const view = await ended(templateId, id);
    expect(view).toMatchObject({ status: "succeeded", conclusion: "better", failure: null });

    // The proposer saw what it may see, and nothing of what was kept back.
    const seen = proposerCalls[0]?.prompt ?? "";
    expect(proposerCalls).toHaveLength(1);
    const named = (name: string) => new RegExp(`"${name}"`).test(seen);
    for (const { role, source } of view.cases) expect(named(source.name ?? "")).toBe(role === "shown");

    const [proposal] = view.proposals;
    expect(proposal).toMatchObject({
      ...{ number: 1, refusal: null, verdict: "better", broken: 0, look: 0, notComparable: 0 },
      diff: [{ section: "requirements", before: "", after: RULE }],
      onRejections: { fixed: preview.heldOut, broken: 0 },
      onApproved: { fixed: 0, broken: 0, unchanged: 6 },
    });
    expect(
      proposal?.cites.every((cited) =>
        view.cases.some(({ itemId, role }) => itemId === cited && role === "shown"),
      ),
    ).toBe(true);
    expect(proposal?.interval?.low).toBeGreaterThan(0.5);
    expect(proposal?.cases.map(({ by }) => by)).toContain("edit");

    // Every call is in the ledger, under a kind of its own, for the template.
    const entries = await entriesOf(id, view.trialId);
    expect(entries.map(({ runKind }) => runKind).filter((kind) => kind === "improvement")).toHaveLength(1);
    expect(
      entries.every((entry) => entry.templateId === templateId && entry.memberId === operator.memberId),
    ).toBe(true);
    expect(view.spent.amount).toBe(provider.bill());
    expect(sumAmounts(entries.map(({ cost }) => cost))).toBe(provider.bill());
    const today = new Date().toISOString().slice(0, 10);
    const spend = await api().spend.report({ groupBy: "batch", from: today, to: today });
    expect(spend.groups.some(({ key }) => key === "improvements")).toBe(true);

    // Nothing was applied by itself.
    const draftNow = async () => (await api().templates.find({ id: templateId })).draft;
    expect((await draftNow()).sections.requirements).toBe("");
    const { revision } = await api().improvements.take({ id: templateId, improvementId: id, number: 1 });
    expect(await draftNow()).toMatchObject({ id: draftId, revision, sections: { requirements: RULE } });
    expect((await viewOf(templateId, id)).proposals[0]?.takenAt).not.toBeNull();
    const log = await api({ ...operator, roles: ["manager"] }).audit.list({ limit: 10 });
    expect(log.items.map(({ action }) => action)).toEqual(
      expect.arrayContaining(["improvements.start", "improvements.take", "templates.save_draft"]),
    );
  });

  test("of a draft that was changed meanwhile is refused rather than written over it", async () => {
    const { templateId, draftId } = await make();
    const { id } = await start(templateId);
    await ended(templateId, id);
    const [draft] = await db().select().from(templateVersions).where(eq(templateVersions.id, draftId));
    await db()
      .update(templateVersions)
      .set({ sections: { ...(draft?.sections as object), requirements: "- Mine." } as never })
      .where(eq(templateVersions.id, draftId));
    const take = () => api().improvements.take({ id: templateId, improvementId: id, number: 1 });
    await expect(take()).rejects.toMatchObject({ code: "improvement_draft_moved" });
    await expect(
      api({ ...operator, roles: ["manager"] }).improvements.take({
        id: templateId,
        improvementId: id,
        number: 1,
      }),
    ).rejects.toMatchObject({ code: "forbidden" });
  });

  test("tells what was refused of its proposals, and that there is no better version", async () => {
    const { templateId } = await make();
    propose(
      { ...PROPOSAL, changes: [{ section: "requirements", text: "- Be kind." }] },
      { ...PROPOSAL, cites: ["R99"] },
      { ...PROPOSAL, changes: [{ section: "instruction", text: "Write a title." }] },
      PROPOSAL,
    );
    const { id } = await start(templateId);
    const view = await ended(templateId, id);
    expect(view).toMatchObject({ status: "succeeded", conclusion: "no-better-version", ignored: 1 });
    expect(view.proposals.map(({ refusal }) => refusal?.code ?? null)).toEqual([
      null,
      "improvement_cites_unknown",
      "improvement_drops_input",
    ]);
    // Word for word what the template makes today.
    expect(view.proposals[0]?.cases.every(({ outcome }) => outcome === "unchanged")).toBe(true);
    expect(view.proposals[1]).toMatchObject({ verdict: null, cost: null, cases: [] });
    await expect(
      api().improvements.take({ id: templateId, improvementId: id, number: 2 }),
    ).rejects.toMatchObject({ code: "improvement_not_tried" });
  });

  test("leaves to people what nothing can decide, and counts their blind votes", async () => {
    const { templateId } = await make(
      DONE.map((one) => (one.do === "reject" ? { ...one, reason: "brand_or_tone" } : one)),
    );
    const { id } = await start(templateId);
    const view = await ended(templateId, id);
    expect(view.conclusion).toBe("people-must-look");
    const looked = view.proposals[0]?.cases.filter(({ outcome }) => outcome === "look") ?? [];
    expect(looked.length).toBeGreaterThan(4);
    const rowOf = (place: number) => view.cases.find((one) => one.case === place)?.rowNumber ?? 0;
    const wanted = { variants: "0,1", rows: looked.map((one) => rowOf(one.case)).join(",") };
    const trialId = view.trialId ?? "";
    let ballot = await api().trials.votes.next({ id: trialId, ...wanted });
    expect(ballot.pairs).toBe(looked.length);
    while (ballot.token && ballot.cell) {
      const choice = ballot.left?.title === "Short" ? "left" : "right";
      ballot = await api().trials.votes.cast({
        id: trialId,
        cell: ballot.cell,
        token: ballot.token,
        choice,
        ...wanted,
      });
    }
    const after = await viewOf(templateId, id);
    expect(after).toMatchObject({ conclusion: "better", proposals: [{ look: 0, verdict: "better" }] });
    expect(after.proposals[0]?.cases.filter(({ by }) => by === "vote")).toHaveLength(looked.length);
  });

  test("whose worker was killed goes on, and what nobody saw the end of is in the ledger as unknown", async () => {
    const { templateId } = await make();
    proposer = () => ({ do: "answer", text: JSON.stringify({ proposals: [PROPOSAL] }), afterMs: 1_500 });
    const { id } = await start(templateId);
    await until(async () => provider.inFlight() === 1);
    propose(PROPOSAL);
    // Another worker takes it over, as it does when the queue finds the first one dead.
    await runImprovement({ improvementId: id }, new AbortController().signal);
    const view = await ended(templateId, id);
    expect(view.conclusion).toBe("better");
    expect(proposerCalls).toHaveLength(2);
    const entries = (await entriesOf(id)).map(({ kind, outcome }) => [kind, outcome]).sort();
    expect(entries).toEqual([
      ["settled", "answered"],
      ["unknown", "worker_lost"],
    ]);
    await until(async () => provider.inFlight() === 0);
    const bill = provider.bill();
    expect(compareAmounts(view.spent.amount, bill)).toBeLessThanOrEqual(0);
    expect(
      compareAmounts(sumAmounts([view.spent.amount, view.unknownSpend.amount]), bill),
    ).toBeGreaterThanOrEqual(0);
  });

  test("that was answered and paid when its worker was killed asks nobody again", async () => {
    const { templateId } = await make();
    proposer = () => ({ do: "fail", status: 401, body: "bad key" });
    const { id } = await start(templateId);
    await ended(templateId, id);
    await db()
      .update(improvements)
      .set({
        ...{ state: "proposing", endedAt: null, failure: null },
        answer: { text: JSON.stringify({ proposals: [PROPOSAL] }), finishReason: "stop" },
      })
      .where(eq(improvements.id, id));
    const asked = proposerCalls.length;
    const signal = new AbortController().signal;
    await Promise.all([1, 2].map(() => runImprovement({ improvementId: id }, signal)));
    await runImprovement({ improvementId: id }, signal);
    expect((await ended(templateId, id)).conclusion).toBe("better");
    expect(proposerCalls).toHaveLength(asked);
    expect(await db().select().from(trials).where(eq(trials.cap, CAP.amount))).toHaveLength(1);
  });

  test("that is cancelled while the proposer writes ends at once and frees what is in flight", async () => {
    const { templateId, modelId } = await make();
    const { id: budgetId } = await api().budgets.create({
      ...{ name: "Model", amount: { amount: "5", currency: "USD" }, timeZone: "UTC" },
      scope: { kind: "model", id: modelId },
    });
    proposer = () => ({ do: "answer", text: "late", afterMs: 30_000 });
    const { id } = await start(templateId);
    await until(async () => provider.inFlight() === 1);
    await api().improvements.cancel({ id: templateId, improvementId: id });
    expect((await viewOf(templateId, id)).status).toBe("cancelled");
    const entry = await until(async () => (await entriesOf(id))[0]);
    expect(entry.kind).toBe("unknown");
    const [budget] = await db().select().from(budgets).where(eq(budgets.id, budgetId));
    expect(budget?.reserved).toMatch(/^0\.?0*$/);
    expect(sumAmounts([budget?.unknownSpend ?? ""])).toBe(sumAmounts([entry.cost]));
    const [row] = await db().select().from(improvements).where(eq(improvements.id, id));
    expect(row).toMatchObject({ state: "cancelled", inFlight: null, trialId: null });
    // Another one may begin.
    propose(PROPOSAL);
    const again = await start(templateId);
    expect((await ended(templateId, again.id)).conclusion).toBe("better");
  });

  test("that is cancelled while it is tried keeps what was made, and asks no more", async () => {
    const { templateId } = await make();
    provider.behave((request) => {
      const behaviour = behave(request);
      return request.prompt.includes('"rejections"') ? behaviour : { ...behaviour, afterMs: 700 };
    });
    const { id } = await start(templateId);
    await until(async () => (await viewOf(templateId, id)).progress !== null && provider.inFlight() > 0);
    await api().improvements.cancel({ id: templateId, improvementId: id });
    const view = await ended(templateId, id);
    expect(view.status).toBe("cancelled");
    expect(view.proposals[0]?.notComparable).toBeGreaterThan(0);
    expect(view.spent.amount).toBe(provider.bill());
  });

  test("costs no more than its cap, to which proposer and trial add up", async () => {
    const { templateId } = await make();
    const least = (await api().improvements.preview({ id: templateId })).cost?.least ?? CAP;
    await expect(start(templateId, { amount: "0.001", currency: "USD" })).rejects.toMatchObject({
      code: "improvement_cap_too_low",
    });
    await expect(start(templateId, { amount: "1", currency: "EUR" })).rejects.toMatchObject({
      code: "improvement_cap_currency",
    });
    // Prompts that cost a hundred times what they were reckoned at.
    provider.behave((request) => {
      const behaviour = behave(request);
      return request.prompt.includes('"rejections"') || behaviour.do !== "answer"
        ? behaviour
        : { ...behaviour, outputTokens: 90 };
    });
    const { id } = await start(templateId, least);
    const view = await ended(templateId, id);
    expect(
      compareAmounts(sumAmounts([view.spent.amount, view.unknownSpend.amount]), least.amount),
    ).toBeLessThanOrEqual(0);
    expect(view.spent.amount).toBe(provider.bill());
    const cells = await db()
      .select()
      .from(trialCells)
      .where(eq(trialCells.trialId, view.trialId ?? ""));
    for (const { status, failure } of cells.filter((cell) => cell.status === "failed"))
      expect([status, failure?.code, failure?.params?.by]).toEqual(["failed", "over_budget", "cap"]);
  });

  test("ends with a clear failure where the proposer answers nonsense, never stops, or gives nothing", async () => {
    const cases: [Behaviour, string][] = [
      [{ do: "answer", text: "I think the prompt is lovely." }, "improvement_unreadable"],
      [{ do: "answer", text: '{"proposals": []}' }, "improvement_nothing_proposed"],
      [
        { do: "answer", text: JSON.stringify({ proposals: [{ ...PROPOSAL, cites: ["R99"] }] }) },
        "improvement_nothing_usable",
      ],
      [{ do: "answer", text: `{"proposals": [${"[1,".repeat(200_000)}` }, "improvement_endless"],
      [{ do: "fail", status: 401, body: "bad key" }, "provider_key_refused"],
    ];
    for (const [behaviour, code] of cases) {
      const { templateId } = await make();
      proposer = () => behaviour;
      const { id } = await start(templateId);
      const view = await ended(templateId, id);
      expect(view).toMatchObject({ status: "failed", failure: { code }, trialId: null, conclusion: null });
      expect(view.failure?.message).not.toContain("improvement_");
    }
  }, 90_000);

  test("begins only from twenty on, of which enough are the prompt's, and one at a time", async () => {
    const few = await make(DONE.slice(0, 19));
    await expect(start(few.templateId)).rejects.toMatchObject({ code: "improvement_too_few" });
    const ofSource = await make(
      DONE.map((one, index) =>
        one.do === "reject" && index > 1 ? { ...one, reason: "source_data_wrong", route: "fix-source" } : one,
      ),
    );
    const preview = await api().improvements.preview({ id: ofSource.templateId });
    expect(preview.ofSource).toEqual([{ cause: "source_data_wrong", count: 24 }]);
    await expect(start(ofSource.templateId)).rejects.toMatchObject({ code: "improvement_source_first" });
    expect(provider.requests()).toBe(0);

    const { templateId } = await make();
    proposer = () => ({ do: "answer", text: "late", afterMs: 20_000 });
    const started = await Promise.allSettled([1, 2, 3].map(() => start(templateId)));
    expect(started.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const busy = started.find((one) => one.status === "rejected");
    expect(busy?.reason).toMatchObject({ code: "improvement_busy" });
    const one = started.find((begun) => begun.status === "fulfilled");
    await api().improvements.cancel({ id: templateId, improvementId: one?.value.id ?? "" });
  });

  test("is of decisions that stand: what was taken back, approved after all or removed is none", async () => {
    const { templateId, batchId } = await make();
    const by = newId();
    await decide(batchId, 0, by, { do: "undo" });
    // Rejected, made anew and approved: it was rejected all the same.
    await decide(batchId, 1, by, { do: "approve" });
    // Rejected twice: once.
    await decide(batchId, 2, by, { do: "reject", reason: "wrong_fact" });
    const preview = await api().improvements.preview({ id: templateId });
    expect(preview).toMatchObject({ rejects: 25, edits: 4 });
    const asked = { id: templateId, from: { reasons: ["wrong_fact" as const] } };
    expect(await api().improvements.preview(asked)).toMatchObject({ rejects: 1, edits: 4 });
    const waiting = () => api().improvements.waiting({ templateId });
    expect((await waiting()).items).toEqual([{ templateId, name: "Titles", count: 29 }]);
    expect((await api().improvements.waiting({})).items).toContainEqual(
      expect.objectContaining({ templateId }),
    );
    const { id } = await start(templateId);
    await ended(templateId, id);
    expect((await waiting()).items).toEqual([]);
  });

  test("is started and cancelled by who may change templates, and seen by who sees trials", async () => {
    const { templateId } = await make();
    const { id } = await start(templateId);
    await ended(templateId, id);
    const manager = api({ ...operator, roles: ["manager"] });
    const reviewer = api({ ...operator, roles: ["reviewer"] });
    const forbidden = { code: "forbidden" };
    const which = { id: templateId, improvementId: id };
    expect((await manager.improvements.list({ id: templateId })).items.map((one) => one.id)).toEqual([id]);
    await expect(reviewer.improvements.get(which)).rejects.toMatchObject(forbidden);
    await expect(manager.improvements.start({ id: templateId, budgetCap: CAP })).rejects.toMatchObject(
      forbidden,
    );
    await expect(manager.improvements.preview({ id: templateId })).rejects.toMatchObject(forbidden);
    await expect(manager.improvements.cancel(which)).rejects.toMatchObject(forbidden);
    await expect(api().improvements.get({ ...which, id: newId() })).rejects.toMatchObject({
      code: "not_found",
    });
    const told = [];
    for await (const event of await api().improvements.events(which)) told.push(event);
    expect(told).toMatchObject([{ status: "succeeded", hasEnded: true }]);
  });

  test("that was tried in vain ends where a person sees it, and goes with its trial once it is kept long enough", async () => {
    const { templateId } = await make();
    proposer = () => ({ do: "fail", status: 401, body: "bad key" });
    const { id } = await start(templateId);
    await ended(templateId, id);
    await db().update(improvements).set({ state: "proposing", endedAt: null }).where(eq(improvements.id, id));
    await giveUpImprovement({ improvementId: id });
    expect(await viewOf(templateId, id)).toMatchObject({ status: "failed", failure: { code: "given_up" } });
    propose(PROPOSAL);
    const tried = await start(templateId);
    const { trialId } = await ended(templateId, tried.id);
    const old = new Date("2020-01-01");
    await db().update(improvements).set({ endedAt: old }).where(eq(improvements.id, id));
    await db()
      .update(trials)
      .set({ finishedAt: old })
      .where(eq(trials.id, trialId ?? ""));
    const before = new Date("2020-02-01");
    expect(await measureTrials(db(), before)).toMatchObject({ count: 1 });
    await db().transaction((tx) => removeTrials(tx, before));
    for (const improvementId of [id, tried.id])
      await expect(viewOf(templateId, improvementId)).rejects.toMatchObject({ code: "not_found" });
    expect(
      await db().select().from(improvementCases).where(eq(improvementCases.improvementId, tried.id)),
    ).toEqual([]);
    expect((await entriesOf(tried.id)).length).toBe(1);
  });
});
