import { createRouterClient } from "@orpc/server";
import { expect, test } from "vitest";
import { router } from "#lib/api/router.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { newId } from "#lib/new-id.ts";
import { publishTemplate } from "#lib/templates/publish-template.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";

const operator: Actor = { memberId: newId(), name: "Olga", roles: ["operator"], via: "session" };
const { templates } = createRouterClient(router, { context: { actor: operator, locale: "en" as const } });

const output = (name: string) => [{ name, type: "text" as const }];
const steps = [
  { name: "facts", sections: { instruction: "Facts of {{ name }}." }, outputs: output("points") },
  {
    name: "copy",
    sections: { instruction: "Write from {{ steps.facts.points }}." },
    outputs: output("title"),
    when: { all: [{ input: "steps.facts.points", is: "present" as const }] },
    parameters: { temperature: 0.2 },
  },
];
const body = { inputs: [{ name: "name", sample: "Fig" }], steps, result: ["facts.points", "copy.title"] };

describeOnDatabase("a template that is a chain", () => {
  test("keeps its steps and result through drafts, versions, copies and what is restored", async () => {
    const { id } = await templates.create({ name: "Chain", ...body });
    const { versionId } = await templates.publish({ id });
    const version = await templates.version({ id: versionId });
    expect(version).toMatchObject({ ...body, outputs: [{ name: "points" }, { name: "title" }] });
    expect((await templates.find({ id })).draftChanged).toBe(false);

    const { draft } = await templates.find({ id });
    const alone = { ...draft, steps: draft.steps.slice(0, 1), result: [] };
    await templates.save({ ...alone, id, revision: draft.revision } as Parameters<typeof templates.save>[0]);
    const changed = await templates.find({ id });
    expect(changed).toMatchObject({ draftChanged: true, draft: { outputs: [{ name: "points" }] } });
    await templates.restore({ id, versionId });
    expect((await templates.find({ id })).draftChanged).toBe(false);
    const copy = await templates.duplicate({ id });
    expect((await templates.find({ id: copy.id })).draft).toMatchObject(body);
  });

  test("with an error is saved, and not published: the error is told at its step", async () => {
    const wrong = { ...steps[0], sections: { instruction: "From {{ steps.copy.title }}." } };
    const { id } = await templates.create({
      name: "Wrong",
      ...body,
      steps: [wrong, ...steps.slice(1)],
    } as Parameters<typeof templates.create>[0]);
    expect(await publishTemplate(operator, { templateId: id })).toMatchObject({
      refusal: {
        code: "template_has_errors",
        fields: [{ path: "steps.0.sections.instruction:1:9", code: "template_step_not_earlier" }],
      },
    });
  });

  test("is previewed step by step, with what earlier ones will write in brackets", async () => {
    const shown = await templates.preview({ ...body, row: { name: "Fig" } });
    expect(shown.steps).toMatchObject([
      { name: "facts", messages: [{ role: "user", content: "Facts of Fig." }] },
      { name: "copy", messages: [{ role: "user", content: "Write from [facts.points]." }] },
    ]);
    expect(shown.kind).toBe("prompt");
    expect(shown.tokens?.assumedOutput).toBeGreaterThan(100);
  });
});
