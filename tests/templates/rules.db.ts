import { createRouterClient } from "@orpc/server";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { router } from "#lib/api/router.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { newId } from "#lib/new-id.ts";
import { type Rule, rulesSchema } from "#lib/templates/rule.ts";
import { launch, makeMaterials, until, untilState, workHere } from "#tests/batches/batch-fixture.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startMessageBatches } from "#tests/fixtures/message-batches.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";

vi.setConfig({ testTimeout: 60_000 });

const operator: Actor = { memberId: newId(), name: "Olga", roles: ["operator", "manager"], via: "session" };
const api = createRouterClient(router, { context: { actor: operator, locale: "en" as const } });

const rules: Rule[] = rulesSchema.parse([
  {
    when: { any: [{ input: "name", is: "equals", value: "PERFUME 1" }] },
    do: "replace",
    section: "instruction",
    text: "Only for {{ name }}.",
  },
  {
    when: { all: [{ input: "language", is: "equals", value: "de" }] },
    do: "add",
    section: "instruction",
    text: "Auf Deutsch.",
  },
]);

/** What goes out for two rows in two languages. */
const PROMPTS = [
  "Only for Perfume 1.",
  "Only for Perfume 1.\nAuf Deutsch.",
  "Write a title for Perfume 2.",
  "Write a title for Perfume 2.\nAuf Deutsch.",
];

const body = {
  sections: { instruction: "Write a title for {{ name }}." },
  inputs: [{ name: "name", sample: "Perfume 1" }],
  outputs: [{ name: "title", type: "text" as const }],
};

describeOnDatabase("rules of a template", () => {
  let provider: TestProvider;
  const folder = temporaryFolder();
  beforeAll(async () => {
    process.env.DATA_DIR = folder;
    provider = await startProvider();
    provider.behave(() => ({ do: "answer", text: '{"title":"A title"}' }));
    await workHere();
  });
  afterAll(() => provider.stop());

  const languages = ["en", "de"];
  const materials = () => makeMaterials({ providerUrl: provider.url, rows: 2, languages, rules });

  test("are kept in the draft, in what is published of it, restored and duplicated", async () => {
    const { id } = await api.templates.create({ ...body, name: "Ruled", rules });
    const { versionId } = await api.templates.publish({ id });
    expect(await api.templates.version({ id: versionId })).toMatchObject({ rules });
    const { draft, draftChanged } = await api.templates.find({ id });
    expect(draft).toMatchObject({ rules, problems: [] });
    expect(draftChanged).toBe(false);

    await api.templates.save({ id, revision: draft.revision, ...body, rules: [] });
    expect(await api.templates.find({ id })).toMatchObject({ draft: { rules: [] }, draftChanged: true });
    expect(await api.templates.version({ id: versionId })).toMatchObject({ rules });
    await api.templates.restore({ id, versionId });
    expect(await api.templates.find({ id })).toMatchObject({ draft: { rules } });
    const copy = await api.templates.duplicate({ id });
    expect(await api.templates.find({ id: copy.id })).toMatchObject({ draft: { rules } });
  });

  test("with an error keep a draft from being published, each error at its field", async () => {
    const wrong = [{ ...rules[0], when: { all: [{ input: "brand", is: "present" as const }] } } as Rule];
    const { id } = await api.templates.create({ ...body, name: "Wrong", rules: wrong });
    await expect(api.templates.publish({ id })).rejects.toMatchObject({
      data: { fields: [expect.objectContaining({ path: "rules.0.when.all.0.input" })] },
    });
  });

  test("are told by the preview, with whether they fire on the row", async () => {
    const row = { name: "perfume 1 " };
    const preview = await api.templates.preview({ ...body, rules, row, language: "en" });
    expect(preview.rules).toEqual([
      { index: 0, fired: true },
      { index: 1, fired: false },
    ]);
    expect(preview.messages).toEqual([{ role: "user", content: "Only for perfume 1 ." }]);
  });

  test("make each prompt of a batch in real time", async () => {
    const id = await launch(await materials(), { languages });
    await untilState(id, ["succeeded"]);
    const asked = [...provider.billedPrompts().keys()];
    for (const prompt of PROMPTS) expect(asked.filter((text) => text.endsWith(prompt))).toHaveLength(1);
  });

  test("make each prompt of a provider's batch the same", async () => {
    const batches = await startMessageBatches();
    const made = await makeMaterials({
      providerUrl: batches.url,
      rows: 2,
      languages,
      rules,
      batchDiscount: "0.5",
      provider: { kind: "anthropic", model: "claude-sonnet-4-5" },
    });
    const id = await launch(made, { mode: "provider-batch", languages });
    await untilState(id, ["succeeded"]);
    const asked = batches.prompts();
    expect(asked).toHaveLength(PROMPTS.length);
    for (const prompt of PROMPTS)
      expect(asked.filter((text) => text.includes(JSON.stringify(prompt).slice(1)))).toHaveLength(1);
    await batches.stop();
  });

  test("make each prompt of a trial the same, and the trial tells which fired on each row", async () => {
    const { datasetId, templateVersionId, modelId } = await materials();
    const before = provider.billedCalls();
    const { id } = await api.trials.launch({
      datasetId,
      variants: [{ templateVersionId, modelId }],
      sample: { size: 2, method: "first" },
      languages,
    });
    const trial = await until(async () => {
      const seen = await api.trials.get({ id });
      return seen.finishedAt ? seen : null;
    });
    expect(provider.billedCalls() - before).toBe(4);
    const fired = trial.cells.map(({ rowNumber, language, rules }) => [
      rowNumber,
      language,
      rules.filter((rule) => rule.fired).map(({ index }) => index),
    ]);
    expect(fired).toEqual([
      [1, "en", [0]],
      [1, "de", [0, 1]],
      [2, "en", []],
      [2, "de", [1]],
    ]);
    expect(trial.variants[0]?.rules).toEqual(rules.map(({ do: act, section }) => ({ do: act, section })));
  });
});
