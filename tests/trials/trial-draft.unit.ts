import { describe, expect, test } from "vitest";
import {
  firstDraft,
  languagesOf,
  requestOf,
  type TrialChoices,
  variantLetter,
  withChangedVariant,
  withoutVariant,
  withVariant,
} from "#components/trials/trial-draft.ts";
import { MAX_VARIANTS } from "#lib/trials/trial.ts";

const version = (id: string, languages: string[]) => ({
  ...{ id, template: id, number: 1, languages },
  asksModel: true,
});
const model = (id: string, hasPrice: boolean) => ({
  ...{ id, name: id, hasPrice },
  ...{ providerName: "Sandbox", simulated: true },
});
const choices: TrialChoices = {
  datasets: [{ id: "d", name: "Perfumes", rowCount: 9, isSplit: false }],
  versions: [version("v", ["en", "de"]), version("w", ["de", "fr"])],
  models: [model("free", false), model("priced", true)],
};
const nothing = { datasetId: null, templateVersionId: null, modelId: null };
const draft = firstDraft(choices, { ...nothing, templateVersionId: "v" });

describe("a new trial", () => {
  test("takes what was asked for, what there is only one of, and else a model with a price", () => {
    const { datasetId, variants } = firstDraft(choices, nothing);
    expect(datasetId).toBe("d");
    expect(variants).toMatchObject([{ templateVersionId: null, modelId: "priced" }]);
    expect(firstDraft(choices, { ...nothing, modelId: "free" }).variants[0]?.modelId).toBe("free");
    expect(firstDraft(choices, { ...nothing, datasetId: "archived" }).datasetId).toBe("d");
  });

  test("on a regression set begins with the published version and the draft, and asks for nothing of a dataset", () => {
    const set = { id: "s", templateId: "t", name: "Set", version: 2, cases: 9, versionIds: ["v", "w"] };
    const onSet = firstDraft(choices, nothing, set);
    expect(requestOf(onSet, choices.versions)).toEqual({
      regressionSetId: "s",
      variants: ["v", "w"].map((templateVersionId) => ({
        templateVersionId,
        modelId: "priced",
        parameters: {},
      })),
    });
  });

  test("is sent only when every variant is whole", () => {
    expect(requestOf(draft, choices.versions)).toMatchObject({
      datasetId: "d",
      sample: { size: 10, method: "stratified" },
    });
    expect(requestOf({ ...draft, part: "test" }, choices.versions)).toMatchObject({
      sample: { size: 10, method: "stratified", part: "test" },
    });
    expect(requestOf({ ...draft, datasetId: null }, choices.versions)).toBeNull();
    expect(requestOf({ ...draft, size: 0 }, choices.versions)).toBeNull();
    const [first] = draft.variants;
    if (!first) throw new Error("A draft has a variant.");
    expect(
      requestOf(withChangedVariant(withVariant(draft), { ...first, modelId: null }), choices.versions),
    ).toBeNull();
  });

  test("sends languages and parameters only where they were chosen", () => {
    const request = requestOf(draft, choices.versions);
    expect(request).not.toHaveProperty("languages");
    expect(request?.variants[0]).toMatchObject({ parameters: {} });
    expect(requestOf({ ...draft, languages: ["de"] }, choices.versions)).toMatchObject({ languages: ["de"] });
  });
});

describe("a variant", () => {
  test("that is added is like the last one", () => {
    const two = withVariant({
      ...draft,
      variants: draft.variants.map((one) => ({ ...one, temperature: 1 })),
    });
    expect(two.variants).toMatchObject([
      { key: 0, temperature: 1 },
      { key: 1, temperature: 1 },
    ]);
  });

  test("is not added beyond what can be compared", () => {
    let many = draft;
    for (let n = 0; n < MAX_VARIANTS + 2; n++) many = withVariant(many);
    expect(many.variants).toHaveLength(MAX_VARIANTS);
    expect(variantLetter(MAX_VARIANTS - 1)).toBe("D");
  });

  test("that is removed leaves the others what they are, and its key is not given again while a later one stands", () => {
    const three = withVariant(withVariant(draft));
    const left = withoutVariant(three, 1);
    expect(left.variants.map(({ key }) => key)).toEqual([0, 2]);
    expect(withVariant(left).variants.map(({ key }) => key)).toEqual([0, 2, 3]);
  });
});

test("languages of several templates are offered once each", () => {
  const [first] = draft.variants;
  if (!first) throw new Error("A draft has a variant.");
  const both = { ...draft, variants: [first, { ...first, key: 1, templateVersionId: "w" }] };
  expect(languagesOf(both, choices.versions)).toEqual(["en", "de", "fr"]);
});
