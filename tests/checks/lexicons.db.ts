import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { auditLog } from "#db/schema/auth.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { lexiconEntrySchema } from "#lib/checks/lexicons/lexicon.ts";
import {
  archiveLexicon,
  changeLexicon,
  createLexicon,
  replaceEntries,
} from "#lib/checks/lexicons/save-lexicon.ts";
import { tryLexicon } from "#lib/checks/lexicons/try-lexicon.ts";
import { viewLexicon, viewLexicons } from "#lib/checks/lexicons/view-lexicons.ts";
import { tryChecks } from "#lib/checks/try-checks.ts";
import { newId } from "#lib/new-id.ts";
import { given } from "#tests/auth/people.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";

const manager: Actor = { memberId: newId(), name: "Mei", roles: ["manager"], via: "session" };
const operator: Actor = { memberId: newId(), name: "Olga", roles: ["operator"], via: "session" };

function anEntry(term: string, more: Record<string, unknown> = {}) {
  return lexiconEntrySchema.parse({ term, severity: "block", ...more });
}

async function aLexicon(...terms: string[]): Promise<string> {
  const entries = terms.map((term) => anEntry(term));
  return given(await createLexicon(manager, { name: `Terms ${newId()}`, languages: ["zh"], entries })).id;
}

describeOnBothDatabases("lexicons", () => {
  test("a lexicon begins with version 1, and other terms are its next version", async () => {
    const id = await aLexicon("最好");
    expect(given(await replaceEntries(manager, id, { entries: [anEntry("最佳")], version: 1 }))).toEqual({
      version: 2,
    });
    const view = given(await viewLexicon(operator, id));
    expect(view.entries.map(({ term }) => term)).toEqual(["最佳"]);
    expect(view.versions.map(({ version, entries }) => [version, entries])).toEqual([
      [2, 1],
      [1, 1],
    ]);
  });

  test("terms that somebody saved since are not overwritten", async () => {
    const id = await aLexicon("最好");
    given(await replaceEntries(manager, id, { entries: [anEntry("最佳")], version: 1 }));
    expect(await replaceEntries(manager, id, { entries: [], version: 1 })).toMatchObject({
      refusal: { code: "conflict" },
    });
  });

  test("a term that stands twice, whatever its capitals, is refused by name", async () => {
    const refused = await createLexicon(manager, {
      name: "Twice",
      languages: [],
      entries: [anEntry("Best"), anEntry("best")],
    });
    expect(refused).toMatchObject({ refusal: { code: "lexicon_term_twice", params: { term: "best" } } });
  });

  test("the audit log says which terms went and which came", async () => {
    const id = await aLexicon("最好", "第一");
    given(await replaceEntries(manager, id, { entries: [anEntry("第一"), anEntry("唯一")] }));
    const [entry] = await db()
      .select()
      .from(auditLog)
      .where(sql`${eq(auditLog.targetId, id)} and action = 'lexicons.replace_entries'`);
    expect(entry?.before).toMatchObject({ terms: [{ term: "最好" }] });
    expect(entry?.after).toMatchObject({ terms: [{ term: "唯一" }] });
  });

  test("who may read only can change nothing", async () => {
    const id = await aLexicon("最好");
    for (const refused of [
      await createLexicon(operator, { name: "Mine", languages: [], entries: [] }),
      await changeLexicon(operator, id, { name: "Mine" }),
      await replaceEntries(operator, id, { entries: [] }),
      await archiveLexicon(operator, id),
    ])
      expect(refused).toMatchObject({ refusal: { code: "forbidden" } });
  });

  test("a changed lexicon is tried as it stands now, for every variant of its language and no other", async () => {
    const id = await aLexicon("最好");
    expect(given(await tryLexicon(operator, id, { text: "😀这是最 好的", language: "zh-CN" }))).toMatchObject(
      [{ term: "最好", from: 3, to: 6, severity: "block" }],
    );
    given(await replaceEntries(manager, id, { entries: [] }));
    expect(given(await tryLexicon(operator, id, { text: "这是最好的", language: "zh-CN" }))).toEqual([]);
    given(await replaceEntries(manager, id, { entries: [anEntry("最好")] }));
    expect(given(await tryLexicon(operator, id, { text: "这是最好的", language: "en" }))).toEqual([]);
  });

  test("an archived lexicon is in no list, and a check that asks for it is refused by its id", async () => {
    const id = await aLexicon("最好");
    given(await archiveLexicon(manager, id));
    expect(given(await viewLexicons(operator)).some((lexicon) => lexicon.id === id)).toBe(false);
    const tried = await tryChecks(operator, {
      checks: [{ kind: "lexicon", lexiconIds: [id] }],
      row: {},
      output: {},
      language: "zh-CN",
    });
    expect(tried).toMatchObject({ refusal: { code: "lexicon_not_found", params: { id } } });
  });

  test("checks are tried on an output with its row, each finding at its place, and nothing is kept", async () => {
    const id = await aLexicon("最好");
    const verdicts = given(
      await tryChecks(operator, {
        checks: [
          { kind: "lexicon", lexiconIds: [id] },
          { kind: "claims", severity: "block", fields: ["text"] },
          { kind: "personal-data", severity: "warn" },
        ],
        row: { 名称: "琥珀之夜", 容量: "50ml", 材质: "玻璃" },
        output: { title: "最好的琥珀之夜 100毫升", text: "陶瓷瓶身，50 毫升。" },
        language: "zh-CN",
      }),
    );
    expect(verdicts).toMatchObject([
      { kind: "lexicon", verdict: "block", field: "title", spans: [{ from: 0, to: 2 }] },
      {
        kind: "claims",
        verdict: "block",
        field: "text",
        spans: [{ from: 0, to: 2 }],
        message: { code: "claim_contradicts", params: { claim: "陶瓷", column: "材质", stated: "玻璃" } },
      },
      { kind: "personal-data", verdict: "pass" },
    ]);
  });
});
