import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { auditLog } from "#db/schema/auth.ts";
import { templateVersions } from "#db/schema/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { newId } from "#lib/new-id.ts";
import { archiveTemplate } from "#lib/templates/archive-template.ts";
import { changeTemplate } from "#lib/templates/change-template.ts";
import { createTemplate, type NewTemplate } from "#lib/templates/create-template.ts";
import { duplicateTemplate } from "#lib/templates/duplicate-template.ts";
import { listTemplates } from "#lib/templates/list-templates.ts";
import { publishTemplate } from "#lib/templates/publish-template.ts";
import { restoreVersion } from "#lib/templates/restore-version.ts";
import { saveDraft } from "#lib/templates/save-draft.ts";
import { templateBodySchema } from "#lib/templates/template.ts";
import { listVersions, viewTemplate, viewVersion } from "#lib/templates/view-template.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";

const operator: Actor = { memberId: newId(), name: "Olga", roles: ["operator"], via: "session" };
const reviewer: Actor = { memberId: newId(), name: "Rui", roles: ["reviewer"], via: "session" };

function aTemplate(name = "Copy", instruction = "Write about {{ brand }}."): NewTemplate {
  const body = templateBodySchema.parse({
    sections: { instruction },
    inputs: [{ name: "brand" }],
    outputs: [{ name: "title", type: "text", maxLength: 60 }],
    languages: ["en", "zh-cn"],
  });
  return { name, description: "", ...body };
}

async function made(template = aTemplate()): Promise<string> {
  const created = await createTemplate(operator, template);
  if (!created.ok) throw new Error(created.refusal.code);
  return created.value.id;
}

async function published(id: string): Promise<{ versionId: string; number: number }> {
  const answer = await publishTemplate(operator, { templateId: id });
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
}

async function draftOf(id: string) {
  const view = await viewTemplate(operator, id);
  if (!view.ok) throw new Error(view.refusal.code);
  return view.value.draft;
}

describeOnBothDatabases("templates", (database) => {
  test("a published version never changes, whoever tries", async () => {
    const { versionId } = await published(await made());
    const { db } = database();
    await expect(
      db.update(templateVersions).set({ note: "changed" }).where(eq(templateVersions.id, versionId)),
    ).rejects.toThrow();
    await expect(db.delete(templateVersions).where(eq(templateVersions.id, versionId))).rejects.toThrow();
  });

  test("ten at once get ten numbers without a gap", async () => {
    const id = await made();
    const numbers = await Promise.all(Array.from({ length: 10 }, async () => (await published(id)).number));
    expect(numbers.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test("the draft goes on after publishing, and the version keeps what was published", async () => {
    const id = await made();
    const { versionId } = await published(id);
    const draft = await draftOf(id);
    const sections = { ...draft.sections, role: "You are brief." };
    const saved = await saveDraft(operator, { ...draft, templateId: id, sections });
    expect(saved).toMatchObject({ ok: true, value: { revision: draft.revision + 1 } });
    const version = await viewVersion(operator, versionId);
    expect(version).toMatchObject({ ok: true, value: { number: 1, sections: { role: "" } } });
    expect((await draftOf(id)).sections.role).toBe("You are brief.");
  });

  test("a draft saved by someone since is not overwritten", async () => {
    const id = await made();
    const draft = await draftOf(id);
    const mine = { ...draft, templateId: id, languages: ["de"] };
    const theirs = { ...draft, templateId: id, languages: ["fr"] };
    const answers = await Promise.all([saveDraft(operator, mine), saveDraft(operator, theirs)]);
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    expect(answers.find((answer) => !answer.ok)).toMatchObject({ refusal: { code: "conflict" } });
  });

  test("saving what is saved already changes nothing", async () => {
    const id = await made();
    const draft = await draftOf(id);
    expect(await saveDraft(operator, { ...draft, templateId: id })).toEqual({
      ok: true,
      value: { revision: draft.revision, updatedAt: draft.updatedAt },
    });
  });

  test("a draft with errors can be saved, but not published: each error names its place", async () => {
    const id = await made(aTemplate("Broken", "第一行\n写 {{ brand }} 和 {{ 价格 }}"));
    const refused = await publishTemplate(operator, { templateId: id });
    expect(refused).toMatchObject({
      ok: false,
      refusal: {
        code: "template_has_errors",
        fields: [
          {
            path: "sections.instruction:2:20",
            code: "template_variable_unknown",
            params: { variable: "价格" },
          },
        ],
      },
    });
  });

  test("a draft that is not the one its author saw is not published", async () => {
    const id = await made();
    const refused = await publishTemplate(operator, { templateId: id, revision: 7 });
    expect(refused).toMatchObject({ ok: false, refusal: { code: "conflict" } });
  });

  test("a version can be restored into the draft that was seen, of its own template only", async () => {
    const id = await made();
    const { versionId } = await published(id);
    const draft = await draftOf(id);
    await saveDraft(operator, { ...draft, templateId: id, languages: ["th"] });
    const restored = await restoreVersion(operator, { templateId: id, versionId });
    expect(restored).toMatchObject({ ok: true, value: { revision: draft.revision + 2 } });
    expect((await draftOf(id)).languages).toEqual(["en", "zh-CN"]);
    const seen = { templateId: id, versionId, revision: draft.revision };
    expect(await restoreVersion(operator, seen)).toMatchObject({ ok: false, refusal: { code: "conflict" } });
    expect(await restoreVersion(operator, { ...seen, revision: draft.revision + 2 })).toMatchObject({
      ok: true,
    });
    const other = await made();
    expect(await restoreVersion(operator, { templateId: other, versionId })).toMatchObject({
      ok: false,
      refusal: { code: "not_found" },
    });
  });

  test("a duplicate starts with the draft and no versions", async () => {
    const id = await made(aTemplate("Original"));
    await published(id);
    const copy = await duplicateTemplate(operator, { templateId: id });
    if (!copy.ok) throw new Error(copy.refusal.code);
    const view = await viewTemplate(operator, copy.value.id);
    expect(view).toMatchObject({
      ok: true,
      value: { name: "Original (2)", versions: [], draftChanged: true },
    });
    expect((await draftOf(copy.value.id)).sections).toEqual((await draftOf(id)).sections);
  });

  test("lists page by page without a gap or a twin, last changed first, and can be searched", async () => {
    for (let n = 1; n <= 5; n++) await made(aTemplate(`Paged 50% ${n}`));
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listTemplates(operator, { search: "paged 50% ", limit: 2, cursor });
      if (!page.ok) throw new Error(page.refusal.code);
      names.push(...page.value.items.map(({ name }) => name));
      cursor = page.value.nextCursor ?? undefined;
    } while (cursor);
    expect(names).toEqual([5, 4, 3, 2, 1].map((n) => `Paged 50% ${n}`));
  });

  test("a list tells the newest version and whether the draft has moved on", async () => {
    const id = await made(aTemplate("Listed once"));
    const { versionId } = await published(id);
    const before = await listTemplates(operator, { search: "Listed once", limit: 1 });
    expect(before).toMatchObject({
      value: {
        items: [{ latest: { versionId, number: 1 }, draftChanged: false, languages: ["en", "zh-CN"] }],
      },
    });
    await saveDraft(operator, { ...(await draftOf(id)), templateId: id, languages: ["fr"] });
    const after = await listTemplates(operator, { search: "Listed once", limit: 1 });
    expect(after).toMatchObject({ value: { items: [{ draftChanged: true, languages: ["en", "zh-CN"] }] } });
  });

  test("versions page newest first", async () => {
    const id = await made();
    for (let n = 0; n < 3; n++) await published(id);
    const first = await listVersions(operator, { templateId: id, limit: 2 });
    if (!first.ok) throw new Error(first.refusal.code);
    expect(first.value.items.map(({ number }) => number)).toEqual([3, 2]);
    const cursor = first.value.nextCursor ?? undefined;
    const second = await listVersions(operator, { templateId: id, limit: 2, cursor });
    expect(second).toMatchObject({ value: { items: [{ number: 1 }], nextCursor: null } });
  });

  test("an archived template leaves the list and takes no more changes, but its versions stay", async () => {
    const id = await made(aTemplate("Gone"));
    const { versionId } = await published(id);
    expect((await archiveTemplate(operator, id)).ok).toBe(true);
    expect(await listTemplates(operator, { search: "Gone", limit: 5 })).toMatchObject({
      value: { items: [] },
    });
    expect(await publishTemplate(operator, { templateId: id })).toMatchObject({
      refusal: { code: "not_found" },
    });
    expect((await viewVersion(operator, versionId)).ok).toBe(true);
  });

  test("every write is in the audit log and needs its role", async () => {
    const id = await made(aTemplate("Audited"));
    await changeTemplate(operator, { templateId: id, name: "Audited twice" });
    await saveDraft(operator, { ...(await draftOf(id)), templateId: id, languages: ["es"] });
    await published(id);
    await archiveTemplate(operator, id);
    const entries = await database()
      .db.select({ action: auditLog.action, after: auditLog.after })
      .from(auditLog)
      .where(eq(auditLog.targetId, id))
      .orderBy(sql`id`);
    expect(entries.map(({ action }) => action)).toEqual([
      "templates.create",
      "templates.change",
      "templates.save_draft",
      "templates.publish",
      "templates.archive",
    ]);
    expect(entries[2]?.after).toEqual({ languages: ["es"] });
    expect(await createTemplate(reviewer, aTemplate())).toMatchObject({ refusal: { code: "forbidden" } });
    expect(await changeTemplate(reviewer, { templateId: id, name: "x" })).toMatchObject({
      refusal: { code: "forbidden" },
    });
    expect((await viewTemplate(reviewer, id)).ok).toBe(true);
  });
});
