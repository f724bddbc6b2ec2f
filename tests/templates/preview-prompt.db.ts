import { beforeAll, expect, test } from "vitest";
import { datasetRows, datasets } from "#db/schema/datasets.ts";
import { models, prices, providers } from "#db/schema/models.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { newId } from "#lib/new-id.ts";
import { ensureStarterTemplates } from "#lib/templates/ensure-starter-templates.ts";
import { type PreviewRequest, previewPrompt } from "#lib/templates/preview-prompt.ts";
import { templateBodySchema } from "#lib/templates/template.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";

const operator: Actor = { memberId: newId(), name: "Olga", roles: ["operator"], via: "session" };
const datasetId = newId();
const modelId = newId();

const rows = [
  { name: "Fig", brand: "Verlaine" },
  { name: "A very long name that goes on and on", brand: "Verlaine" },
  { name: "Rose", brand: "" },
];

async function preview(change: Partial<PreviewRequest> = {}) {
  const body = templateBodySchema.parse({
    sections: { instruction: "{{ brand }} {{ name }} in {{ language.name }}" },
    inputs: [{ name: "name" }, { name: "brand", onMissing: "skip" }],
    outputs: [{ name: "title", type: "text", maxLength: 60 }],
  });
  const answer = await previewPrompt(operator, { ...body, datasetId, language: "de", ...change });
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
}

describeOnDatabase("the preview of a prompt", (database) => {
  beforeAll(async () => {
    const { db } = database();
    const by = { createdBy: newId() };
    await db.insert(datasets).values({ id: datasetId, name: "d", status: "ready", rowCount: 3, ...by });
    await db
      .insert(datasetRows)
      .values(
        rows.map((values, index) => ({ datasetId, rowNumber: index + 1, sourceRow: index + 2, values })),
      );
    const providerId = newId();
    await db.insert(providers).values({ id: providerId, name: "p", kind: "openai" });
    await db.insert(models).values({ id: modelId, providerId, name: "gpt-x", kind: "text" });
    await db.insert(prices).values({
      id: newId(),
      modelId,
      effectiveFrom: new Date(0),
      currency: "USD",
      inputPerMTok: "0.15",
      outputPerMTok: "0.6",
    });
  });

  test("shows the exact messages for a row, with tokens and a rough cost", async () => {
    const shown = await preview({ rowNumber: 1, modelId });
    expect(shown).toMatchObject({
      kind: "prompt",
      row: { rowNumber: 1, values: rows[0] },
      messages: [{ role: "user", content: "Verlaine Fig in German" }],
      problems: [],
      cost: { simulated: false, input: { currency: "USD" } },
    });
    const input = shown.tokens?.input ?? 0;
    expect(Number(shown.cost?.input.amount)).toBeCloseTo((input * 0.15) / 1e6, 12);
  });

  test("picks the longest row, the emptiest and a random one", async () => {
    expect((await preview({ pick: "longest" })).row.rowNumber).toBe(2);
    expect(await preview({ pick: "emptiest" })).toMatchObject({
      row: { rowNumber: 3 },
      kind: "skipped",
      missingInput: "brand",
      messages: [],
    });
    expect([1, 2, 3]).toContain((await preview({ pick: "random" })).row.rowNumber);
  });

  test("shows errors at their character even where a row cannot be rendered", async () => {
    const shown = await preview({
      sections: templateBodySchema.parse({ sections: { instruction: "{{ brnd }}" } }).sections,
    });
    expect(shown).toMatchObject({
      kind: "broken",
      problems: [{ code: "template_variable_unknown", place: { line: 1, column: 4 } }, {}, {}],
    });
  });

  test("uses the sample values where no dataset is chosen", async () => {
    const inputs = templateBodySchema.parse({
      sections: {},
      inputs: [{ name: "name", sample: "Fig" }],
    }).inputs;
    const sections = templateBodySchema.parse({ sections: { instruction: "{{ name }}!" } }).sections;
    const shown = await preview({ datasetId: undefined, inputs, sections });
    expect(shown.messages).toEqual([{ role: "user", content: "Fig!" }]);
  });

  test("says why there is no cost", async () => {
    const unknown = newId();
    expect((await preview({ modelId: unknown })).costRefusal).toMatchObject({ code: "not_found" });
  });
});

describeOnDatabase("the starter templates of the sample", (database) => {
  test("are published once, however often they are asked for", async () => {
    const ensure = () => database().db.transaction((tx) => ensureStarterTemplates(tx as never, operator));
    const first = await ensure();
    expect(Object.keys(first)).toEqual(["copy", "faq", "attributes", "titleTranslation"]);
    expect(await ensure()).toEqual(first);
  });
});
