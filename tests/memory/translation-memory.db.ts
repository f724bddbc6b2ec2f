import { createRouterClient } from "@orpc/server";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { POST } from "#app/api/v1/[...rest]/route.ts";
import { db } from "#db/client.ts";
import { keepEntries } from "#db/queries/memory/entries.ts";
import { findVersion, insertVersion } from "#db/queries/templates.ts";
import { router } from "#lib/api/router.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { writtenEntry } from "#lib/memory/remember-approved.ts";
import { newId } from "#lib/new-id.ts";
import { claimItems } from "#lib/review/claim-items.ts";
import { decideItems } from "#lib/review/decide-items.ts";
import type { DecisionInput } from "#lib/review/decision-input.ts";
import { reopenItem } from "#lib/review/reopen-item.ts";
import { addMember, addToken } from "#tests/auth/people.ts";
import {
  booksOf,
  launch,
  makeMaterials,
  operator,
  untilState,
  workHere,
} from "#tests/batches/batch-fixture.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { startMessageBatches } from "#tests/fixtures/message-batches.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { seedMember } from "#tests/review/seed-batch.ts";

vi.setConfig({ testTimeout: 90_000 });

const api = createRouterClient(router, { context: { actor: operator, locale: "en" as const } });
const memory = { pairs: [{ field: "title", column: "name" }] };
const languages = ["de"];

describeOnBothDatabases("approved translations", () => {
  let provider: TestProvider;
  let mei: Actor;
  const folder = temporaryFolder();
  beforeAll(async () => {
    process.env.DATA_DIR = folder;
    await workHere();
  });
  beforeEach(async () => {
    provider = await startProvider({
      behave: ({ prompt }) => ({ do: "answer", text: JSON.stringify({ title: titleOf(prompt) }) }),
    });
    mei = await seedMember("Mei", ["reviewer", "manager"]);
  });
  afterAll(() => provider.stop());

  test("of the same source are used again without a call, at no cost, and say who approved them and when", async () => {
    const materials = await made(2);
    const first = await ended(materials);
    await decide(first, 0, { decision: "approve" });
    await edit(first, 1, "Von Hand");
    const calls = provider.billedCalls();

    const second = await ended(materials);
    expect(provider.billedCalls()).toBe(calls);
    const { items, entries, batch, progress } = await booksOf(second);
    expect(items.map(({ output, cost, attempts }) => [output, Number(cost), attempts])).toEqual([
      [{ title: "Titel Scent 1" }, 0, 0],
      [{ title: "Von Hand" }, 0, 0],
    ]);
    expect(entries).toEqual([]);
    expect(batch).toMatchObject({ spent: "0", reserved: "0" });
    expect(progress).toMatchObject({ succeeded: 2, memoryHits: 2 });
    const mark = items[0]?.checks.find(({ kind }) => kind === "memory");
    expect(mark).toMatchObject({
      verdict: "pass",
      message: { code: "memory_reused" },
      // By their id: a name would outlast their erasure.
      evidence: { approvedBy: mei.memberId },
    });
    expect(JSON.stringify(mark)).not.toContain("Mei");
    expect(mark?.message.params.at).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    // Used again, it is read as its batch's plan says, like any output.
    expect(items[0]?.reviewState).toBe("pending");
    expect((await api.batches.get({ id: second })).memoryHits).toBe(2);
  });

  test("are not used once the approval is undone, reopened, or the entry was taken out of use", async () => {
    const materials = await made(3);
    const first = await ended(materials);
    const claims = [];
    for (const seq of [0, 1, 2]) claims.push(await decide(first, seq, { decision: "approve" }));
    const [undone] = claims;
    await accepted(decideItems(mei, [{ ...undone!, decision: "undo" }]));
    expect((await reopenItem(mei, { itemId: `${first}.1`, note: "look again" })).ok).toBe(true);
    const { items } = await api.memory.list({ templateId: await templateOf(materials) });
    expect(items.map(({ source, holds }) => [source, holds]).sort()).toEqual([
      ["Scent 1", false],
      ["Scent 2", false],
      ["Scent 3", true],
    ]);
    await api.memory.archive({ id: items.find(({ source }) => source === "Scent 3")!.id });
    const calls = provider.billedCalls();
    await ended(materials);
    expect(provider.billedCalls() - calls).toBe(3);
    expect((await api.memory.list({ templateId: await templateOf(materials) })).items).toHaveLength(2);
  });

  test("are not used again where a person rejected what they gave, until that is undone", async () => {
    const materials = await made(1);
    await decide(await ended(materials), 0, { decision: "approve" });
    const second = await ended(materials);
    const calls = provider.billedCalls();
    const claim = await decide(second, 0, { decision: "reject", reason: "brand_or_tone", route: "drop" });
    await ended(materials);
    expect(provider.billedCalls() - calls).toBe(1);
    const templateId = await templateOf(materials);
    expect((await api.memory.list({ templateId })).items.map(({ holds }) => holds)).toEqual([false]);
    await accepted(decideItems(mei, [{ ...claim, decision: "undo" }]));
    await ended(materials);
    expect(provider.billedCalls() - calls).toBe(1);
  });

  test("are for their source, language and template alone", async () => {
    const materials = await made(1, { languages: ["de", "fr"] });
    const first = await ended(materials, ["de"]);
    await decide(first, 0, { decision: "approve" });
    const calls = provider.billedCalls();
    await ended(materials, ["de", "fr"]);
    expect(provider.billedCalls() - calls).toBe(1);
    await ended(await made(1), ["de"]);
    expect(provider.billedCalls() - calls).toBe(2);
  });

  test("that do not fit the fields of their language are written anew", async () => {
    const materials = await made(1, { languageOverrides: { de: { maxLength: { title: 13 } } } });
    const templateId = await templateOf(materials);
    const source = writtenEntry("Scent 1", "Viel zu lang dafür");
    if (!source) throw new Error("No entry.");
    await keepEntries(db(), [
      { id: newId(), templateId, field: "title", language: "de", addedBy: mei.memberId, ...source },
    ]);
    const calls = provider.billedCalls();
    const { items } = await booksOf(await ended(materials));
    expect(provider.billedCalls() - calls).toBe(1);
    expect(items[0]?.output).toEqual({ title: "Titel Scent 1" });
  });

  test("of a field that translates nothing are no output: its model writes it, with examples at hand", async () => {
    const outputs = ["title", "slogan"].map((name) => ({
      name,
      type: "text" as const,
      description: "",
      required: true,
    }));
    const materials = await made(1, { outputs });
    provider.behave(() => ({ do: "answer", text: '{"title":"Titel","slogan":"Los!"}' }));
    const first = await ended(materials);
    await decide(first, 0, { decision: "approve" });
    await ended(materials);
    const [, again] = [...provider.billedPrompts().keys()];
    expect(again).toContain("Approved translations of similar texts:\n- Scent 1\n  → Titel");
  });

  test("of a source that is nearly the same serve as examples; of another they do not", async () => {
    const long = "A long-lasting floral fragrance for women with rose and musk, bottle of";
    const materials = await made(3, {
      valuesOf: (row) => ({ name: [`${long} 50 ml`, `${long} 30 ml`, "Steel water bottle"][row - 1] ?? "" }),
    });
    const first = await ended(materials);
    await decide(first, 0, { decision: "approve" });
    provider.behave(({ prompt }) => ({ do: "answer", text: JSON.stringify({ title: titleOf(prompt) }) }));
    const before = new Set(provider.billedPrompts().keys());
    await ended(materials);
    const asked = [...provider.billedPrompts().keys()].filter((prompt) => !before.has(prompt));
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain(`- ${long} 50 ml\n  → Titel`);
    expect(provider.billedPrompts().get("Write a title for Steel water bottle.")).toBe(2);
  });

  test("go into no provider's batch, which asks for the rest alone", async () => {
    const batches = await startMessageBatches();
    const materials = await made(2, {
      providerUrl: batches.url,
      batchDiscount: "0.5",
      provider: { kind: "anthropic", model: "claude-sonnet-4-5" },
    });
    const first = await launch(materials, { mode: "provider-batch", languages });
    await untilState(first, ["succeeded"]);
    await decide(first, 0, { decision: "approve" });
    const second = await launch(materials, { mode: "provider-batch", languages });
    await untilState(second, ["succeeded"]);
    expect(batches.billed()).toBe(3);
    const { items } = await booksOf(second);
    expect(items.map(({ checks }) => checks.some(({ kind }) => kind === "memory"))).toEqual([true, false]);
    await batches.stop();
  });

  test("are counted by the preview, which prices the others", async () => {
    const materials = await made(4);
    const asked = { ...materials, languages };
    const before = await api.batches.preview(asked);
    expect(before.remembered).toEqual({ hits: 0, isExact: true });
    const first = await ended(materials);
    for (const seq of [0, 1, 2]) await decide(first, seq, { decision: "approve" });
    const after = await api.batches.preview(asked);
    expect(after).toMatchObject({ itemCount: 4, remembered: { hits: 3, isExact: true } });
    const cost = (preview: typeof before) => Number(preview.cost?.total.expected.amount);
    expect(cost(after)).toBeCloseTo(cost(before) / 4, 9);
    expect(after.cost?.perItem).toEqual(before.cost?.perItem);
    const plain = await makeMaterials({ providerUrl: provider.url, rows: 1, languages });
    expect((await api.batches.preview({ ...plain, languages })).remembered).toBeNull();
  });

  test("come in as TMX, are used, found by their words, and go out again", async () => {
    const materials = await made(1);
    const templateId = await templateOf(materials);
    const version = await findVersion(db(), materials.templateVersionId);
    if (!version) throw new Error("No version.");
    await insertVersion(db(), { ...version, id: newId(), number: null, state: "draft" });
    const { token } = await addToken((await addMember(["operator"])).id);
    const tmx = `<?xml version="1.0"?><tmx version="1.4"><header srclang="en"/><body>
      <tu><tuv xml:lang="en"><seg>Scent  1</seg></tuv><tuv xml:lang="de"><seg>Duft &amp; Eins</seg></tuv></tu>
      <tu><tuv xml:lang="en"><seg>alone</seg></tuv></tu>
      <tu><prop type="x-field">gone</prop><tuv xml:lang="en"><seg>a</seg></tuv><tuv xml:lang="de"><seg>b</seg></tuv></tu>
    </body></tmx>`;
    const send = async (choice: Record<string, string>) => {
      const body = new FormData();
      for (const [name, value] of Object.entries({ templateId, field: "title", ...choice }))
        body.set(name, value);
      body.set("file", new Blob([tmx]), "memory.tmx");
      const headers = { authorization: `Bearer ${token}` };
      const answer = await POST(
        new Request("http://localhost/api/v1/memory/import", { method: "POST", headers, body }),
      );
      return { status: answer.status, body: await answer.json() };
    };
    expect(await send({ dryRun: "true" })).toMatchObject({ status: 200, body: { added: 1, unchanged: 0 } });
    expect((await api.memory.list({ templateId })).items).toEqual([]);
    expect((await send({})).body).toEqual({ added: 1, unchanged: 0, unreadable: [3, 4], otherLanguages: [] });
    expect((await send({})).body).toMatchObject({ added: 0, unchanged: 1 });
    expect((await send({ field: "gone" })).body).toMatchObject({ code: "template_memory_field_unknown" });

    for (const search of ["scent", "& eins"])
      expect((await api.memory.list({ templateId, search })).items).toMatchObject([
        { source: "Scent 1", text: "Duft & Eins", item: null, holds: true },
      ]);
    expect((await api.memory.list({ templateId, search: "100%" })).items).toEqual([]);
    expect((await api.memory.list({ templateId, language: "fr" })).items).toEqual([]);
    expect((await api.memory.templates({})).items).toContainEqual(
      expect.objectContaining({ id: templateId }),
    );

    const calls = provider.billedCalls();
    const { items } = await booksOf(await ended(materials));
    expect(provider.billedCalls()).toBe(calls);
    expect(items[0]?.output).toEqual({ title: "Duft & Eins" });
    const { body } = await api.memory.file({ id: templateId, sourceLanguage: "en" });
    expect(await new Response(body as unknown as BodyInit).text()).toContain("<seg>Duft &amp; Eins</seg>");
  });

  test("in a region's variant are for the language that the template writes, and another language is told", async () => {
    const materials = await made(2);
    const templateId = await templateOf(materials);
    const version = await findVersion(db(), materials.templateVersionId);
    if (!version) throw new Error("No version.");
    await insertVersion(db(), { ...version, id: newId(), number: null, state: "draft" });
    const tmx = `<?xml version="1.0"?><tmx version="1.4"><header segtype="sentence"/><body>
      <tu><tuv xml:lang="en-US"><seg>Scent 1</seg></tuv><tuv xml:lang="DE-de"><seg>Duft Eins</seg></tuv></tu>
      <tu><tuv xml:lang="en-GB"><seg>Scent 2</seg></tuv><tuv xml:lang="pt-BR"><seg>Aroma</seg></tuv>
        <tuv xml:lang="de-AT"><seg>Duft aus Wien</seg></tuv><tuv xml:lang="de"><seg>Duft Zwei</seg></tuv></tu>
    </body></tmx>`;
    const { token } = await addToken((await addMember(["operator"])).id);
    const send = async (file: string) => {
      const body = new FormData();
      for (const [name, value] of Object.entries({ templateId, field: "title" })) body.set(name, value);
      body.set("file", new Blob([file]), "memory.tmx");
      const headers = { authorization: `Bearer ${token}` };
      const sent = { method: "POST", headers, body };
      return (await POST(new Request("http://localhost/api/v1/memory/import", sent))).json();
    };
    expect(await send(tmx)).toEqual({
      ...{ added: 4, unchanged: 0, unreadable: [], otherLanguages: ["de-AT", "pt-BR"] },
    });
    const calls = provider.billedCalls();
    const { items } = await booksOf(await ended(materials));
    expect(provider.billedCalls()).toBe(calls);
    expect(items.map(({ output }) => output)).toEqual([{ title: "Duft Eins" }, { title: "Duft Zwei" }]);
    const { body } = await api.memory.file({ id: templateId, sourceLanguage: "en" });
    const written = await new Response(body as unknown as BodyInit).text();
    expect(await send(written)).toMatchObject({ added: 0, unchanged: 4 });
  });

  test("are looked at by everyone and changed by operators alone", async () => {
    const as = (actor: Actor) => createRouterClient(router, { context: { actor, locale: "en" as const } });
    await expect(as(mei).memory.list({})).resolves.toMatchObject({ nextCursor: null });
    await expect(as(mei).memory.archive({ id: crypto.randomUUID() })).rejects.toMatchObject({ status: 403 });
    await expect(api.memory.archive({ id: "none" })).rejects.toMatchObject({ status: 404 });
  });

  function titleOf(prompt: string): string {
    return `Titel ${/title for (.*?)\./.exec(prompt)?.[1]?.slice(0, 20) ?? ""}`;
  }

  function made(rows: number, more: Partial<Parameters<typeof makeMaterials>[0]> = {}) {
    const valuesOf = (row: number) => ({ name: `Scent ${row}` });
    return makeMaterials({ providerUrl: provider.url, rows, valuesOf, languages, memory, ...more });
  }

  async function ended(materials: Awaited<ReturnType<typeof made>>, asked = languages): Promise<string> {
    const id = await launch(materials, { languages: asked });
    await untilState(id, ["succeeded"]);
    return id;
  }

  async function templateOf({ templateVersionId }: { templateVersionId: string }): Promise<string> {
    return (await api.templates.version({ id: templateVersionId })).templateId;
  }

  async function decide(
    id: string,
    seq: number,
    more: Pick<DecisionInput, "decision" | "output" | "reason" | "route">,
    by = mei,
  ) {
    const first = `${id}.${seq}`;
    const claimed = await claimItems(by, { limit: 1, state: "pending", except: [], resume: true, first });
    if (!claimed.ok) throw new Error(claimed.refusal.code);
    const { itemId, token, outputVersion } = claimed.value.claims[0]!;
    await accepted(decideItems(by, [{ itemId, token, outputVersion, ...more }]));
    return { itemId, token, outputVersion };
  }

  /** Who has edited an output does not approve it. */
  async function edit(id: string, seq: number, title: string) {
    await decide(id, seq, { decision: "edit", output: { title } });
    await decide(id, seq, { decision: "approve" }, await seedMember("Lin"));
  }

  async function accepted(deciding: ReturnType<typeof decideItems>): Promise<void> {
    const decided = await deciding;
    expect(decided).toMatchObject({ ok: true, value: [{ status: "accepted" }] });
  }
});
