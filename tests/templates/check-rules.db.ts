import { expect, test } from "vitest";
import type { Actor } from "#lib/auth/actor.ts";
import { tryChecks } from "#lib/checks/try-checks.ts";
import { newId } from "#lib/new-id.ts";
import { createTemplate } from "#lib/templates/create-template.ts";
import { publishTemplate } from "#lib/templates/publish-template.ts";
import { templateBodySchema } from "#lib/templates/template.ts";
import { viewTemplate } from "#lib/templates/view-template.ts";
import { given } from "#tests/auth/people.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";

const olga: Actor = { memberId: newId(), name: "Olga", roles: ["operator"], via: "session" };

describeOnDatabase("rules of form in a template", () => {
  async function aTemplate(checks: object[]): Promise<string> {
    const body = templateBodySchema.parse({
      sections: { instruction: "Write." },
      outputs: [{ name: "title", type: "text" }],
      checks,
    });
    return given(await createTemplate(olga, { name: `Copy ${newId()}`, description: "", ...body })).id;
  }

  test("a pattern that cannot be read keeps a template from being published, at its place", async () => {
    const id = await aTemplate([{ kind: "links" }, { kind: "format", pattern: "(unclosed" }]);
    const { problems } = given(await viewTemplate(olga, id)).draft;
    expect(problems.map(({ code, place }) => [code, place])).toEqual([
      ["pattern_broken", { kind: "field", path: "checks.1.pattern" }],
    ]);
    expect(await publishTemplate(olga, { templateId: id })).toMatchObject({
      refusal: {
        code: "template_has_errors",
        fields: [{ path: "checks.1.pattern", code: "pattern_broken" }],
      },
    });
    const tried = await tryChecks(olga, {
      checks: templateBodySchema.parse({ sections: {}, checks: [{ kind: "format", pattern: "(" }] }).checks,
      row: {},
      output: { title: "x" },
      language: "en",
    });
    expect(tried).toMatchObject({ refusal: { code: "pattern_broken" } });
  });

  test("limits that cross are an error, a check of a field that is gone a warning", async () => {
    const id = await aTemplate([{ kind: "format", minLength: 9, maxLength: 3, fields: ["gone"] }]);
    const { problems } = given(await viewTemplate(olga, id)).draft;
    expect(problems.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
      "warning template_check_field_unknown",
      "error template_limits_crossed",
    ]);
  });

  test("what was asked for is what is looked at, in its fields alone", async () => {
    const { checks } = templateBodySchema.parse({
      sections: {},
      checks: [
        { kind: "format", fields: ["title"], maxLength: 5, label: "eBay" },
        { kind: "format", fields: ["text"], without: ["emoji"], severity: "block" },
      ],
    });
    const output = { title: "Too long 😀", text: "Fine ✨" };
    const verdicts = given(await tryChecks(olga, { checks, row: {}, output, language: "en" }));
    expect(verdicts.map(({ verdict, field, message: { code } }) => [verdict, field, code])).toEqual([
      ["warn", "title", "format_too_long"],
      ["block", "text", "format_emoji"],
    ]);
  });
});
