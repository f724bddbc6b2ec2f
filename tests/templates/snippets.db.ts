import { expect, test } from "vitest";
import type { Actor } from "#lib/auth/actor.ts";
import { newId } from "#lib/new-id.ts";
import { createTemplate } from "#lib/templates/create-template.ts";
import { duplicateTemplate } from "#lib/templates/duplicate-template.ts";
import { previewPrompt } from "#lib/templates/preview-prompt.ts";
import { publishTemplate } from "#lib/templates/publish-template.ts";
import { restoreVersion } from "#lib/templates/restore-version.ts";
import { saveDraft } from "#lib/templates/save-draft.ts";
import { archiveSnippet, createSnippet, replaceSnippetText } from "#lib/templates/snippets/save-snippet.ts";
import { viewSnippet, viewSnippets } from "#lib/templates/snippets/view-snippets.ts";
import { templateBodySchema } from "#lib/templates/template.ts";
import { viewTemplate, viewVersion } from "#lib/templates/view-template.ts";
import { given } from "#tests/auth/people.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";

const olga: Actor = { memberId: newId(), name: "Olga", roles: ["operator"], via: "session" };
const reviewer: Actor = { ...olga, roles: ["reviewer"] };

let named = 0;
const aName = () => `voice ${named++}`;

describeOnDatabase("snippets", () => {
  test("a published version keeps the text it had, whatever becomes of its snippet", async () => {
    const { id, name } = await snippetOf("Warm.");
    const template = await templateOf(`Write. {% render "${name}" %}`);
    const first = given(await publishTemplate(olga, { templateId: template.id }));
    given(await replaceSnippetText(olga, id, { text: "Cool." }));
    given(await archiveSnippet(olga, id));
    expect(given(await viewVersion(olga, first.versionId)).snippets).toEqual([
      { id, name, version: 1, text: "Warm." },
    ]);
  });

  test("a draft stays with its version until its author takes the newer one, and only then changes", async () => {
    const { id, name } = await snippetOf("Warm.");
    const { id: templateId, body } = await templateOf(`Write. {% render "${name}" %}`);
    given(await replaceSnippetText(olga, id, { text: "Cool." }));
    const kept = given(await saveDraft(olga, { templateId, revision: 1, ...body, languages: ["de"] }));
    expect((await draftOf(templateId)).snippets).toMatchObject([{ version: 1, text: "Warm." }]);
    const snippets = [{ id: "", name, version: 2, text: "what a client says is not heard" }];
    given(await saveDraft(olga, { templateId, revision: kept.revision, ...body, snippets }));
    expect((await draftOf(templateId)).snippets).toEqual([{ id, name, version: 2, text: "Cool." }]);
  });

  test("the preview says what goes out, with snippets inside snippets, and changes nothing", async () => {
    const inner = await snippetOf("Never lie.");
    const { name } = await snippetOf(`As {{ brand }}. {% render "${inner.name}" %}`);
    const body = bodyOf(`Write. {% render "${name}" %}`);
    const preview = given(await previewPrompt(olga, { ...body, row: { brand: "Lune" }, language: "en" }));
    expect(preview.messages).toEqual([{ role: "user", content: "Write. As Lune. Never lie." }]);
    expect(preview.problems.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  test("one that is not there keeps a draft from being published, at its tag, and its draft is saved all the same", async () => {
    const { id } = await templateOf('Write {{ brand }}.\n{% render "nobody" %}');
    expect(await publishTemplate(olga, { templateId: id })).toMatchObject({
      refusal: {
        code: "template_has_errors",
        fields: [
          { code: "template_snippet_unknown", path: "sections.instruction:2:1", params: { name: "nobody" } },
        ],
      },
    });
  });

  test("where it is used is told by template and version, and how many templates use it", async () => {
    const { id, name } = await snippetOf("Warm.");
    const template = await templateOf(`Write {{ brand }}. {% render "${name}" %}`);
    given(await publishTemplate(olga, { templateId: template.id }));
    given(await replaceSnippetText(olga, id, { text: "Cool." }));
    const revision = (await draftOf(template.id)).revision;
    given(
      await saveDraft(olga, {
        templateId: template.id,
        revision,
        ...template.body,
        snippets: [{ id, name, version: 2, text: "" }],
      }),
    );
    const view = given(await viewSnippet(reviewer, id));
    expect(view.usedIn).toMatchObject([
      { templateId: template.id, versionNumber: null, snippetVersion: 2 },
      { templateId: template.id, versionNumber: 1, snippetVersion: 1 },
    ]);
    expect(view.versions.map(({ version, text }) => [version, text])).toEqual([
      [2, "Cool."],
      [1, "Warm."],
    ]);
    expect(given(await viewSnippets(reviewer)).find((one) => one.id === id)).toMatchObject({
      usedBy: 1,
      version: 2,
    });
  });

  test("copies and restored versions keep the text that was seen", async () => {
    const { id, name } = await snippetOf("Warm.");
    const template = await templateOf(`Write {{ brand }}. {% render "${name}" %}`);
    const { versionId } = given(await publishTemplate(olga, { templateId: template.id }));
    given(await replaceSnippetText(olga, id, { text: "Cool." }));
    const copy = given(await duplicateTemplate(olga, { templateId: template.id }));
    expect((await draftOf(copy.id)).snippets).toMatchObject([{ version: 1, text: "Warm." }]);
    const { revision } = await draftOf(template.id);
    given(await saveDraft(olga, { templateId: template.id, revision, ...bodyOf("Nothing") }));
    expect((await draftOf(template.id)).snippets).toEqual([]);
    given(await restoreVersion(olga, { templateId: template.id, versionId }));
    expect((await draftOf(template.id)).snippets).toMatchObject([{ version: 1, text: "Warm." }]);
  });

  test("a text that is no Liquid by itself, names nobody or comes back to itself is refused at its place", async () => {
    const { id, name } = await snippetOf("Warm.");
    const other = await snippetOf(`{% render "${name}" %}`);
    const refused = async (text: string) => {
      const result = await replaceSnippetText(olga, id, { text });
      return result.ok ? null : result.refusal.fields?.[0];
    };
    expect(await refused("Hm\n{% if x %}")).toMatchObject({
      code: "template_tag_unclosed",
      path: "text:2:1",
    });
    expect(await refused('{% render "nobody" %}')).toMatchObject({ code: "template_snippet_unknown" });
    expect(await refused(`Hm {% render "${other.name}" %}`)).toMatchObject({
      code: "template_snippet_cyclic",
      path: "text:1:4",
    });
    expect(given(await viewSnippet(olga, id)).version).toBe(1);
  });

  test("two that name each other by versions of different times are told, and stop nothing else", async () => {
    const one = await snippetOf("One");
    const two = await snippetOf(`{% render "${one.name}" %}`);
    given(await replaceSnippetText(olga, two.id, { text: "Two" }));
    given(await replaceSnippetText(olga, one.id, { text: `{% render "${two.name}" %}` }));
    const body = {
      ...bodyOf(`Write. {% render "${one.name}" %}`),
      snippets: [{ id: "", name: two.name, version: 1, text: "" }],
    };
    const preview = given(await previewPrompt(olga, { ...body, row: { brand: "Lune" }, language: "en" }));
    expect(preview.kind).toBe("broken");
    expect(preview.problems).toMatchObject([{ code: "template_snippet_cyclic", place: { from: 7 } }, {}]);
  });

  test("names are taken once while they are in use; saving what was changed meanwhile is a conflict; others may only read", async () => {
    const { id, name } = await snippetOf("Warm.");
    expect(await createSnippet(olga, { name, text: "" })).toMatchObject({
      refusal: { code: "snippet_name_taken" },
    });
    given(await replaceSnippetText(olga, id, { text: "Cool.", version: 1 }));
    expect(await replaceSnippetText(olga, id, { text: "x", version: 1 })).toMatchObject({
      refusal: { code: "conflict" },
    });
    expect(given(await replaceSnippetText(olga, id, { text: "Cool." })).version).toBe(2);
    for (const refused of [
      await createSnippet(reviewer, { name: aName(), text: "" }),
      await replaceSnippetText(reviewer, id, { text: "x" }),
      await archiveSnippet(reviewer, id),
    ])
      expect(refused).toMatchObject({ refusal: { code: "forbidden" } });
    given(await archiveSnippet(olga, id));
    given(await createSnippet(olga, { name, text: "Anew." }));
    expect(await replaceSnippetText(olga, id, { text: "x" })).toMatchObject({
      refusal: { code: "not_found" },
    });
  });

  async function snippetOf(text: string): Promise<{ id: string; name: string }> {
    const name = aName();
    return { name, ...given(await createSnippet(olga, { name, text })) };
  }

  async function templateOf(instruction: string) {
    const body = bodyOf(instruction);
    const { id } = given(await createTemplate(olga, { name: "Copy", description: "", ...body }));
    return { id, body };
  }

  async function draftOf(templateId: string) {
    return given(await viewTemplate(olga, templateId)).draft;
  }
});

function bodyOf(instruction: string) {
  return templateBodySchema.parse({
    sections: { instruction },
    inputs: [{ name: "brand", type: "text", required: true, onMissing: "block" }],
    outputs: [{ name: "title", type: "text" }],
  });
}
