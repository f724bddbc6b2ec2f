import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { readSteps } from "#db/queries/batches/item-steps.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { itemId } from "#lib/batches/item-id.ts";
import { checkLaunch } from "#lib/batches/launch/check-launch.ts";
import { runIndexDocument } from "#lib/knowledge/index-document.ts";
import { runFillVectors } from "#lib/knowledge/ready-vectors.ts";
import { newId } from "#lib/new-id.ts";
import { readReviewItem } from "#lib/review/read-review-item.ts";
import { type RunningSandbox, startSandbox } from "#lib/sandbox/start-sandbox.ts";
import { previewPrompt } from "#lib/templates/preview-prompt.ts";
import { templateBodySchema } from "#lib/templates/template.ts";
import { findPassages } from "#lib/work/find-passages.ts";
import { booksOf, launch, makeMaterials, untilState, workHere } from "#tests/batches/batch-fixture.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { apiOf, makeEmbeddingModel, operator, received } from "./knowledge-fixture.ts";

process.env.DATA_DIR = temporaryFolder();
const reviewer: Actor = { memberId: newId(), name: "Rita", roles: ["reviewer"], via: "session" };
const never = new AbortController().signal;
const GUIDE =
  "# Wool\n\nWash woollen jumpers by hand in cold water.\n\n# Silk\n\nDry clean only. Never iron silk without a cloth.";

let sandbox: RunningSandbox;
let provider: TestProvider;
beforeAll(async () => {
  sandbox = await startSandbox();
  provider = await startProvider();
  process.env.SANDBOX_URL = sandbox.url;
});
afterAll(async () => {
  delete process.env.SANDBOX_URL;
  await sandbox.close();
  await provider.stop();
});

async function makeCollection(): Promise<string> {
  const embeddingModelId = await makeEmbeddingModel(db());
  return (await apiOf().collections.create({ name: "Care guide", embeddingModelId })).id;
}

describeOnBothDatabases("a step that finds passages", (database) => {
  const hasVectors = () => database().kind === "embedded";
  let collectionId: string;
  const prompts: string[] = [];

  beforeAll(async () => {
    provider.behave(({ prompt }) => {
      prompts.push(prompt);
      return { do: "answer", text: '{"title":"Care"}' };
    });
    collectionId = await makeCollection();
    const file = await received("care.md", GUIDE);
    const added = { id: collectionId, metadata: {} };
    const { id: documentId } = await apiOf(operator, file).collections.documents.add(added);
    await runIndexDocument({ documentId }, never);
    await runFillVectors({ collectionId }, never);
    // Not before: it would take the document up as well.
    await workHere();
  });

  const stepsOf = (searched: string) => [
    { name: "care", kind: "retrieve", collectionId: searched, query: "how to treat {{ name }}", limit: 1 },
    {
      name: "copy",
      kind: "generate",
      sections: {
        instruction:
          "Write a title.{% for passage in steps.care.passages %}\n{{ passage.document }}/{{ passage.section }}: {{ passage.text }}{% endfor %}",
      },
      outputs: [{ name: "title", type: "text" }],
    },
  ];
  const materialsOf = (searched = collectionId) =>
    makeMaterials({
      providerUrl: provider.url,
      rows: 2,
      valuesOf: (row) => ({ name: row === 1 ? "woollen jumpers" : "silk" }),
      steps: stepsOf(searched),
    });

  test("gives the next step what it found, and keeps with the item why", async () => {
    const id = await launch(await materialsOf());
    await untilState(id, ["succeeded", "failed", "paused"]);
    const { items } = await booksOf(id);
    expect(items.map(({ state }) => state)).toEqual(["succeeded", "succeeded"]);
    const asked = prompts.sort();
    expect(asked[0]).toContain("care.md/Silk: Dry clean only.");
    expect(asked[1]).toContain("care.md/Wool: Wash woollen jumpers");
    expect(asked[1]).not.toContain("silk");
    const [step] = (await readSteps(db(), id, [0])).get(0) ?? [];
    expect(step).toMatchObject({
      name: "care",
      evidence: {
        collectionId,
        query: "how to treat woollen jumpers",
        mode: hasVectors() ? "hybrid" : "text",
        notice: hasVectors() ? null : "extension_missing",
        passages: [{ document: "care.md", place: { headings: ["Wool"] } }],
      },
    });
    const reviewed = await readReviewItem(reviewer, itemId(id, 0));
    expect(reviewed.ok && reviewed.value.passages).toEqual([
      { text: expect.stringContaining("Wash woollen jumpers"), document: "care.md", section: "Wool" },
    ]);
  });

  test("asks for nothing where the row has nothing to look for", async () => {
    const work = { kind: "retrieve" as const, collectionId, query: "", limit: 5 };
    const outcome = await findPassages(work, { memberId: operator.memberId, leaving: never });
    expect(outcome).toMatchObject({ kind: "done", value: { passages: [] } });
  });

  test("is not launched over a collection that is gone or archived, and one that goes meanwhile pauses", async () => {
    const gone = await materialsOf(newId());
    expect(await checkLaunch(gone)).toMatchObject({ ok: false, refusal: { code: "collection_unknown" } });
    const archived = await makeCollection();
    const materials = await materialsOf(archived);
    await apiOf().collections.archive({ id: archived });
    expect(await checkLaunch(materials)).toMatchObject({
      ok: false,
      refusal: { code: "collection_archived", params: { name: "Care guide" } },
    });
    const work = { kind: "retrieve" as const, collectionId: archived, query: "silk", limit: 5 };
    const outcome = await findPassages(work, { memberId: operator.memberId, leaving: never });
    expect(outcome).toEqual({ kind: "blocked", failure: { code: "collection_unknown" } });
  });

  test("is shown in a preview without a search, and what comes of it as long as it may be", async () => {
    const body = templateBodySchema.parse({
      inputs: [{ name: "name", sample: "silk" }],
      steps: stepsOf(collectionId),
    });
    const preview = await previewPrompt(operator, { ...body, language: "en" });
    if (!preview.ok) throw new Error(preview.refusal.code);
    const { steps, problems, tokens } = preview.value;
    expect(problems).toEqual([]);
    expect(steps[0]).toMatchObject({ kind: "retrieve", sought: "how to treat silk", messages: [] });
    expect(steps[1]?.messages.at(-1)?.content).toContain("[care.passages.text]");
    expect(tokens?.input).toBeGreaterThan(50);
  });
});
