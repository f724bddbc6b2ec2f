import { expect, test } from "vitest";
import type { Actor } from "#lib/auth/actor.ts";
import { newId } from "#lib/new-id.ts";
import { createTemplate } from "#lib/templates/create-template.ts";
import { publishTemplate } from "#lib/templates/publish-template.ts";
import { restoreVersion } from "#lib/templates/restore-version.ts";
import { saveDraft } from "#lib/templates/save-draft.ts";
import { templateBodySchema } from "#lib/templates/template.ts";
import { viewTemplate } from "#lib/templates/view-template.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { seedMember } from "#tests/review/seed-batch.ts";

const bodyWith = (instruction: string) =>
  templateBodySchema.parse({ sections: { instruction }, outputs: [{ name: "title", type: "text" }] });

describeOnDatabase("saving a draft", () => {
  /** A fresh template, and ways to save it. */
  async function aTemplate() {
    const author = await seedMember("Olga", ["operator"]);
    const created = await createTemplate(author, { name: newId(), description: "", ...bodyWith("first") });
    if (!created.ok) throw new Error("not made");
    const { id } = created.value;
    const save = async (text: string, revision: number, editor?: string, actor: Actor = author) => {
      const answer = await saveDraft(actor, { templateId: id, revision, editor, ...bodyWith(text) });
      return answer.ok ? answer.value.revision : answer.refusal.code;
    };
    const draft = async () => {
      const view = await viewTemplate(author, id);
      if (!view.ok) throw new Error("not there");
      return view.value.draft;
    };
    return { id, author, save, draft };
  }

  test("a save whose answer was lost can be sent again", async () => {
    const { save, draft } = await aTemplate();
    expect(await save("mine", 1, "tab")).toBe(2);
    expect(await save("mine", 1, "tab")).toBe(2);
    // Nobody is told of a conflict over nothing, whoever they are.
    expect(await save("mine", 1)).toBe(2);
    expect((await draft()).revision).toBe(2);
  });

  test("an editor goes on from its own save though it never heard of it", async () => {
    const { save, draft } = await aTemplate();
    expect(await save("one", 1, "tab")).toBe(2);
    expect(await save("one and two", 1, "tab")).toBe(3);
    expect(await save("one and two and three", 2, "tab")).toBe(4);
    expect((await draft()).sections.instruction).toBe("one and two and three");
  });

  test("another tab of the same person is another editor, and the draft says who saved it", async () => {
    const { save, draft, author } = await aTemplate();
    expect(await save("in the one", 1, "tab")).toBe(2);
    expect(await save("in the other", 1, "other tab")).toBe("conflict");
    expect((await draft()).savedBy).toEqual({ memberId: author.memberId, name: "Olga" });
  });

  test("what somebody else saved in between is not overwritten by an editor that saved before", async () => {
    const { save, draft } = await aTemplate();
    const other = await seedMember("Li Wei", ["operator"]);
    expect(await save("mine", 1, "tab")).toBe(2);
    expect(await save("theirs", 2, "theirs", other)).toBe(3);
    expect(await save("mine again", 1, "tab")).toBe("conflict");
    expect(await save("mine again", 2, "tab")).toBe("conflict");
    expect(await draft()).toMatchObject({ savedBy: { name: "Li Wei" }, sections: { instruction: "theirs" } });
    // Having seen theirs it may go on, and from then on only from there.
    expect(await save("over theirs", 3, "tab")).toBe(4);
    expect(await save("out of the past", 2, "tab")).toBe("conflict");
  });

  test("a version that was restored is not overwritten by what was typed before", async () => {
    const { id, author, save } = await aTemplate();
    const published = await publishTemplate(author, { templateId: id });
    if (!published.ok) throw new Error("not published");
    expect(await save("later", 1, "tab")).toBe(2);
    await restoreVersion(author, { templateId: id, versionId: published.value.versionId });
    expect(await save("still later", 2, "tab")).toBe("conflict");
  });
});
