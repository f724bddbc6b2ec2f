import { createRouterClient } from "@orpc/server";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { router } from "#lib/api/router.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { newId } from "#lib/new-id.ts";
import { booksOf, launch, makeMaterials, until, untilState, workHere } from "#tests/batches/batch-fixture.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startMessageBatches } from "#tests/fixtures/message-batches.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";

vi.setConfig({ testTimeout: 60_000 });

const operator: Actor = { memberId: newId(), name: "Olga", roles: ["operator", "manager"], via: "session" };
const api = createRouterClient(router, { context: { actor: operator, locale: "en" as const } });

const languageOverrides = {
  de: { tone: "sachlich", requirements: "Marke: {{ name }}.", maxLength: { title: 12 } },
};
const languages = ["en", "de"];
const body = {
  sections: { instruction: "Write a title for {{ name }}." },
  inputs: [{ name: "name", sample: "Perfume 1" }],
  outputs: [{ name: "title", type: "text" as const, maxLength: 40 }],
};

function endedTrial(id: string) {
  return until(async () => {
    const trial = await api.trials.get({ id });
    return trial.status !== "running" && trial;
  });
}

describeOnDatabase("what a template does otherwise by language", () => {
  let provider: TestProvider;
  const folder = temporaryFolder();
  beforeAll(async () => {
    process.env.DATA_DIR = folder;
    provider = await startProvider();
    provider.behave(() => ({ do: "answer", text: '{"title":"A title of words"}' }));
    await workHere();
  });
  afterAll(() => provider.stop());

  const valuesOf = (row: number) => ({ name: `Scent ${row} with musk` });
  const materials = () =>
    makeMaterials({ providerUrl: provider.url, rows: 2, valuesOf, languages, languageOverrides });

  test("is kept in the draft, in what is published of it, restored and duplicated", async () => {
    const { id: glossaryId } = await api.glossaries.create({ name: "Kept", entries: [] });
    const more = { languages, languageOverrides, glossaryIds: [glossaryId] };
    const { id } = await api.templates.create({ ...body, name: "By language", ...more });
    const { versionId } = await api.templates.publish({ id });
    expect(await api.templates.version({ id: versionId })).toMatchObject(more);
    const { draft, draftChanged } = await api.templates.find({ id });
    expect(draft).toMatchObject(more);
    expect(draftChanged).toBe(false);
    await api.templates.save({ id, revision: draft.revision, ...body });
    expect(await api.templates.find({ id })).toMatchObject({
      draft: { languageOverrides: {}, glossaryIds: [] },
      draftChanged: true,
    });
    await api.templates.restore({ id, versionId });
    const copy = await api.templates.duplicate({ id });
    for (const one of [id, copy.id])
      expect(await api.templates.find({ id: one })).toMatchObject({ draft: more });
  });

  test("is shown by the preview of that language, with its lengths in what the output is assumed to take", async () => {
    const template = {
      ...body,
      languageOverrides: { de: { ...languageOverrides.de, maxLength: { title: 4_000 } } },
    };
    const [en, de] = await Promise.all(
      languages.map((language) => api.templates.preview({ ...template, language })),
    );
    expect(en).toMatchObject({ override: null, messages: [{ content: "Write a title for Perfume 1." }] });
    expect(de?.override).toBe("de");
    expect(de?.messages[0]?.content).toContain("Tone: sachlich\nMarke: Perfume 1.");
    expect(de?.tokens?.assumedOutput).toBeGreaterThan(en?.tokens?.assumedOutput ?? 0);
  });

  test("holds in real time: its texts are sent and its lengths are kept to, in that language alone", async () => {
    const id = await launch(await materials(), { languages });
    await untilState(id, ["succeeded", "failed"]);
    const asked = [...provider.billedPrompts().keys()].filter((prompt) => prompt.includes("Scent 1"));
    expect(asked.filter((prompt) => prompt.includes("Marke: Scent 1"))).not.toEqual([]);
    const { items } = await booksOf(id);
    const told = items.map(({ language, state, attempts, failure }) => [
      language,
      state,
      attempts,
      failure?.code,
    ]);
    // Sixteen characters are too many for German: asked again once, then failed with the reason.
    expect(told).toEqual([
      ["en", "succeeded", 1, undefined],
      ["de", "failed", 2, "output_too_long"],
      ["en", "succeeded", 1, undefined],
      ["de", "failed", 2, "output_too_long"],
    ]);
  });

  test("holds in a provider's batch the same", async () => {
    const batches = await startMessageBatches();
    const made = await makeMaterials({
      providerUrl: batches.url,
      rows: 2,
      languages,
      languageOverrides: { de: { tone: "sachlich" } },
      batchDiscount: "0.5",
      provider: { kind: "anthropic", model: "claude-sonnet-4-5" },
    });
    await untilState(await launch(made, { mode: "provider-batch", languages }), ["succeeded"]);
    expect(batches.prompts().filter((prompt) => prompt.includes("Tone: sachlich"))).toHaveLength(2);
    expect(batches.prompts()).toHaveLength(4);
    await batches.stop();
  });

  test("holds in a trial the same", async () => {
    const { datasetId, templateVersionId, modelId } = await materials();
    const { id } = await api.trials.launch({
      datasetId,
      variants: [{ templateVersionId, modelId }],
      sample: { size: 1, method: "first" },
      languages,
    });
    const { cells } = await endedTrial(id);
    expect(cells.map(({ language, status }) => [language, status])).toEqual([
      ["en", "succeeded"],
      ["de", "failed"],
    ]);
  });
});

describeOnDatabase("terms of glossaries in prompts", () => {
  let provider: TestProvider;
  const folder = temporaryFolder();
  beforeAll(async () => {
    process.env.DATA_DIR = folder;
    provider = await startProvider();
    provider.behave(() => ({ do: "answer", text: '{"title":"A title"}' }));
    await workHere();
  });
  afterAll(() => provider.stop());

  const entries = [
    { term: "musk", translations: { de: "Moschus" } },
    { term: "oud", translations: { de: "Oud" } },
  ];
  const made = async () => {
    const { id } = await api.glossaries.create({ name: "Notes", entries });
    const materials = await makeMaterials({
      providerUrl: provider.url,
      rows: 2,
      valuesOf: (row) => ({ name: row === 1 ? "musk" : "rose" }),
      languages: ["de"],
      glossaryIds: [id],
      checks: [{ kind: "glossary", glossaryIds: [id], severity: "warn" }],
    });
    const change = (text: string) =>
      api.glossaries.putEntries({ id, entries: [{ term: "musk", translations: { de: text } }] });
    return { id, materials, change };
  };
  const promptsAbout = (name: string) =>
    [...provider.billedPrompts().keys()].filter((prompt) => prompt.includes(`title for ${name}.`));

  test("the preview tells which the row has, with their glossary and its version", async () => {
    const { id } = await made();
    const asked = { ...body, glossaryIds: [id], row: { name: "white MUSK" }, language: "de" };
    const preview = await api.templates.preview(asked);
    const glossary = { id, name: "Notes", version: 1 };
    expect(preview.terms).toEqual([{ glossary, term: "musk", wanted: "Moschus", isKept: false }]);
    expect(preview.messages[0]?.content).toContain("- musk → Moschus");
  });

  test("a batch keeps to the versions it was launched with; the next goes by the newest", async () => {
    const { materials, change } = await made();
    const startAt = new Date(Date.now() + 2_000);
    const first = await launch(materials, { startAt });
    await change("Bisam");
    await untilState(first, ["succeeded"]);
    expect(promptsAbout("musk").map((prompt) => /musk → (\w+)/.exec(prompt)?.[1])).toEqual(["Moschus"]);
    expect(promptsAbout("rose")).toEqual(["Write a title for rose."]);
    // What the prompt did not tell of is not asked of the output either.
    const { items } = await booksOf(first);
    const [verdict] = items[0]?.checks.filter(({ kind }) => kind === "glossary") ?? [];
    expect(verdict).toMatchObject({ message: { params: { wanted: "Moschus" } } });

    await untilState(await launch(materials), ["succeeded"]);
    const told = promptsAbout("musk").map((prompt) => /musk → (\w+)/.exec(prompt)?.[1]);
    expect(told.sort()).toEqual(["Bisam", "Moschus"]);
  });

  test("an answer that is kept for the same prompt is not used once its terms have changed", async () => {
    const { materials, change } = await made();
    const launched = () => launch(materials, { parameters: { temperature: 0, maxOutputTokens: 100 } });
    await untilState(await launched(), ["succeeded"]);
    const before = provider.billedCalls();
    await untilState(await launched(), ["succeeded"]);
    expect(provider.billedCalls()).toBe(before);
    await change("Moschusduft");
    await untilState(await launched(), ["succeeded"]);
    // The row with the term is asked anew, the other is not.
    expect(provider.billedCalls()).toBe(before + 1);
  });

  test("a trial keeps to the versions it began with", async () => {
    const { materials, change } = await made();
    const { datasetId, templateVersionId, modelId } = materials;
    const { id } = await api.trials.launch({
      datasetId,
      variants: [{ templateVersionId, modelId }],
      sample: { size: 1, method: "first" },
    });
    await change("Ambrette");
    expect((await endedTrial(id)).cells[0]?.status).toBe("succeeded");
    expect(promptsAbout("musk").some((prompt) => prompt.includes("Ambrette"))).toBe(false);
  });

  test("a glossary that is out of use is named before anything is launched with it", async () => {
    const { id, materials } = await made();
    await api.glossaries.archive({ id });
    await expect(launch(materials)).rejects.toThrow("glossary_not_found");
    const { datasetId, templateVersionId, modelId } = materials;
    const trial = { datasetId, variants: [{ templateVersionId, modelId }] };
    await expect(api.trials.launch({ ...trial, sample: { size: 1, method: "first" } })).rejects.toMatchObject(
      { data: { code: "glossary_not_found" } },
    );
  });
});
