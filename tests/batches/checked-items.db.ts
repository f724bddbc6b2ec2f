import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Actor } from "#lib/auth/actor.ts";
import { launchBatch } from "#lib/batches/launch/launch-batch.ts";
import { viewItems } from "#lib/batches/view/view-items.ts";
import { lexiconEntrySchema } from "#lib/checks/lexicons/lexicon.ts";
import { archiveLexicon, createLexicon } from "#lib/checks/lexicons/save-lexicon.ts";
import { newId } from "#lib/new-id.ts";
import { given } from "#tests/auth/people.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { booksOf, launch, makeMaterials, operator, untilState, workHere } from "./batch-fixture.ts";

const manager: Actor = { memberId: newId(), name: "Mei", roles: ["manager"], via: "session" };

describeOnDatabase("a batch whose template has checks", () => {
  let provider: TestProvider;
  beforeAll(async () => {
    provider = await startProvider();
    await workHere();
  });
  afterAll(() => provider.stop());
  beforeEach(() => provider.behave(() => ({ do: "answer", text: '{"title":"The best 100 ml in steel"}' })));

  async function aLexicon(): Promise<string> {
    const entries = [lexiconEntrySchema.parse({ term: "the best", severity: "block" })];
    return given(await createLexicon(manager, { name: `Terms ${newId()}`, languages: ["en"], entries })).id;
  }

  test("every item keeps what its checks found, at its place, against its own row", async () => {
    const made = await makeMaterials({
      providerUrl: provider.url,
      rows: 2,
      valuesOf: (row) => ({ name: row === 1 ? "Steel flask 100 ml" : "Glass flask 50 ml" }),
      checks: [
        { kind: "lexicon", lexiconIds: [await aLexicon()] },
        { kind: "claims", severity: "warn" },
      ],
    });
    const id = await launch(made);
    await untilState(id, ["succeeded"]);
    const { items } = given(await viewItems(operator, id, { limit: 10 }));
    const said = items.map(({ checks }) =>
      checks.map(({ kind, verdict, message }) => [kind, verdict, message.params]),
    );
    const [first, second] = [1, 2].map((row) => said[items.findIndex(({ rowNumber }) => rowNumber === row)]);
    expect(first).toEqual([
      ["format", "pass", {}],
      ["lexicon", "block", { term: "the best" }],
      ["claims", "pass", { facts: 2 }],
    ]);
    expect(second?.slice(2)).toEqual([
      ["claims", "warn", { claim: "100 ml", column: "name", stated: "50 ml" }],
      ["claims", "warn", { claim: "steel", column: "name", stated: "Glass" }],
    ]);
  });

  test("an item without findings keeps no more than it did without checks", async () => {
    provider.behave(() => ({ do: "answer", text: '{"title":"Perfume"}' }));
    const made = await makeMaterials({ providerUrl: provider.url, rows: 1 });
    const id = await launch(made);
    await untilState(id, ["succeeded"]);
    expect((await booksOf(id)).items).toMatchObject([{ checks: [] }]);
    const { items } = given(await viewItems(operator, id, { limit: 10 }));
    expect(items[0]?.checks).toMatchObject([{ kind: "format", verdict: "pass" }]);
  });

  test("a template that names an archived lexicon is launched by nobody, and told why", async () => {
    const lexicon = await aLexicon();
    const made = await makeMaterials({
      providerUrl: provider.url,
      rows: 1,
      checks: [{ kind: "lexicon", lexiconIds: [lexicon] }],
    });
    given(await archiveLexicon(manager, lexicon));
    const refused = await launchBatch(operator, {
      ...made,
      name: "Unchecked",
      budgetCap: { amount: "1", currency: "USD" },
      parameters: {},
    });
    expect(refused).toMatchObject({ refusal: { code: "lexicon_not_found", params: { id: lexicon } } });
  });
});
