import { describe, expect, test } from "vitest";
import { newId } from "#lib/new-id.ts";
import { addStep, precedeWith, removeStep, renameStep } from "#lib/templates/change-steps.ts";
import { checkTemplate } from "#lib/templates/check-template.ts";
import { renderPrompt } from "#lib/templates/render-prompt.ts";
import { namedStandIn, renderSteps } from "#lib/templates/render-steps.ts";
import { renderWork } from "#lib/templates/render-work.ts";
import { EMPTY_SECTIONS } from "#lib/templates/section.ts";
import { asksModel, resultOf, withResult } from "#lib/templates/steps.ts";
import { type TemplateStep, templateBodySchema } from "#lib/templates/template.ts";

const fit = { do: "fit", width: 300, height: 200 };
const cut = { name: "cut", kind: "picture", source: "photo", operations: [{ do: "cut-out" }, fit] };
const bodyOf = (more: object = {}) =>
  withResult(
    templateBodySchema.parse({
      inputs: [{ name: "photo", type: "picture" }, { name: "title" }],
      steps: [cut],
      ...more,
    }),
  );
const problemsOf = (more: object) =>
  checkTemplate(bodyOf(more))
    .filter(({ severity }) => severity === "error")
    .map(({ code, place }) => [code, place?.kind === "field" ? place.path : null]);
const pictureAt = (body: ReturnType<typeof bodyOf>, place: number) =>
  body.steps[place] as Extract<TemplateStep, { kind: "picture" }>;

describe("a step that makes a picture", () => {
  test("is a template by itself, asks no model, and its picture is the output", () => {
    const body = bodyOf();
    expect(asksModel(body)).toBe(false);
    expect(body.outputs).toMatchObject([{ name: "picture", type: "picture", required: true }]);
    expect(problemsOf({})).toEqual([]);
  });

  test("gives way to what a model writes, unless it is chosen too", () => {
    const copy = { name: "copy", outputs: [{ name: "text", type: "text" }] };
    const steps = [cut, copy];
    expect(resultOf(bodyOf({ steps }))).toEqual([{ step: "copy", field: "text" }]);
    const both = bodyOf({ steps, result: ["cut.picture", "copy.text"] });
    expect(both.outputs.map(({ type }) => type)).toEqual(["picture", "text"]);
    expect(asksModel(both)).toBe(true);
  });

  test.each([
    [{ ...cut, source: "" }, "template_picture_missing", "steps.0.source"],
    [{ ...cut, source: "title" }, "template_picture_not_picture", "steps.0.source"],
    [{ ...cut, source: "steps.later.picture" }, "template_step_unknown", "steps.0.source"],
    [{ ...cut, operations: [] }, "template_picture_unchanged", "steps.0.operations"],
    [
      { ...cut, operations: [{ ...fit, margin: 100 }] },
      "template_picture_margin",
      "steps.0.operations.0.margin",
    ],
    [{ ...cut, field: "a b" }, "template_name_invalid", "steps.0.field"],
  ])("%o is told at its place", (step, code, path) => {
    expect(problemsOf({ steps: [step] })).toContainEqual([code, path]);
  });

  test("no model can write a field that is a picture", () => {
    const outputs = [{ name: "main", type: "picture" }];
    expect(problemsOf({ steps: [], sections: { instruction: "Draw {{ photo }}." }, outputs })).toEqual([
      ["template_output_picture", "outputs.0.type"],
    ]);
  });
});

describe("what a step is to make", () => {
  const row = { photo: "https://shop.example/a.jpg https://shop.example/b.jpg", title: "Rose" };
  const worked = (source: string, values: Record<string, string>, steps = {}) => {
    const body = bodyOf();
    return renderWork({ ...pictureAt(body, 0), source }, body.inputs, { row: values, language: "en", steps });
  };

  test("is of the first picture of its cell, or of what an earlier step has made", async () => {
    expect(await worked("photo", row)).toMatchObject({
      work: { kind: "picture", source: "https://shop.example/a.jpg", field: "picture" },
    });
    const assetId = newId();
    expect(await worked("steps.before.picture", row, { before: { picture: assetId } })).toMatchObject({
      work: { source: assetId },
    });
    expect(await worked("steps.before.picture", row, { before: null })).toMatchObject({
      work: { source: "" },
    });
    expect(await worked("photo", { title: "Rose" })).toEqual({ kind: "blocked", input: "photo" });
    expect(await worked("photo", { ...row, photo: "page 7" })).toMatchObject({
      ...{ kind: "unreadable", needs: "picture" },
    });
  });

  test("is shown of a later step as all that is done to the row's picture", async () => {
    const frame = { ...cut, name: "frame", source: "steps.cut.picture", operations: [{ do: "label" }] };
    const ways = { terms: null, standIn: namedStandIn };
    const [, second] = await renderSteps(bodyOf({ steps: [cut, frame] }), row, "en", ways);
    expect(second?.rendered).toMatchObject({
      work: {
        source: "https://shop.example/a.jpg",
        operations: [{ do: "cut-out" }, { do: "fit" }, { do: "label" }],
      },
    });
  });

  test("is shown to a model where a prompt prints it, and is no words of it", async () => {
    const assetId = newId();
    const sections = { ...EMPTY_SECTIONS, instruction: "What is on {{ steps.cut.picture }} of {{ title }}?" };
    const prompt = await renderPrompt({ ...bodyOf(), sections, rules: [] }, row, "en", {
      ...{ steps: { cut: { picture: assetId } }, pictured: ["cut"] },
    });
    if (prompt.kind !== "prompt") throw new Error(prompt.kind);
    const [message] = prompt.messages;
    expect(message).toMatchObject({ content: "What is on [picture 1] of Rose?", pictures: [assetId] });
  });
});

describe("a chain is changed", () => {
  test("so that its readers take over a step's new name", () => {
    const frame = { ...cut, name: "frame", source: "steps.cut.picture" };
    const body = bodyOf({ steps: [cut, frame] });
    expect(renameStep(body, 0, "clean").steps?.[1]).toMatchObject({ source: "steps.clean.picture" });
  });

  test("from nothing to one step, which is all of it; a second has a name of its own", () => {
    const blank = templateBodySchema.parse({});
    const first = { ...blank, ...precedeWith(blank, "picture") };
    expect(first.steps).toMatchObject([{ kind: "picture", field: "picture" }]);
    const second = { ...first, ...addStep(first, "picture") };
    expect(second.steps[1]).toMatchObject({ field: "picture_2" });
    expect(removeStep(second, 0).steps).toMatchObject([{ kind: "picture", field: "picture_2" }]);
  });

  test("from a prompt, which stays its last step", () => {
    const written = templateBodySchema.parse({ sections: { instruction: "Write." } });
    expect(precedeWith(written, "picture").steps?.map(({ kind }) => kind)).toEqual(["picture", "generate"]);
  });
});
