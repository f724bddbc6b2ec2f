import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { readItemChecks } from "#db/queries/review/item-checks.ts";
import { readCells } from "#db/queries/trials/cells.ts";
import { findTrial } from "#db/queries/trials/trials.ts";
import { batchItems } from "#db/schema/batches.ts";
import { outputFingerprints } from "#db/schema/checks.ts";
import { checkAnew } from "#lib/checks/check-anew.ts";
import { compareOutputs } from "#lib/checks/near-duplicates/compare-outputs.ts";
import { tryChecks } from "#lib/checks/try-checks.ts";
import { newId } from "#lib/new-id.ts";
import { createPublication } from "#lib/publishing/create-publication.ts";
import { writePublication } from "#lib/publishing/write-publication.ts";
import { compareRegenerated, recheckOutputs } from "#lib/review/recheck-outputs.ts";
import { startSandbox } from "#lib/sandbox/start-sandbox.ts";
import type { CheckSpec } from "#lib/templates/check-spec.ts";
import { launchTrial } from "#lib/trials/launch-trial.ts";
import { given } from "#tests/auth/people.ts";
import {
  booksOf,
  launch,
  makeMaterials,
  operator,
  until,
  untilState,
  workHere,
} from "#tests/batches/batch-fixture.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { seedBatch, seedMember } from "#tests/review/seed-batch.ts";

const spec = { kind: "near-duplicate", severity: "block", similarity: 80 } as const satisfies CheckSpec;
const SAME =
  "This warm lamp gives a soft light for long evenings, stands firmly on any table and uses no more than four watts all night.";
const ZH_SAME = "这款台灯光线柔和，适合长夜阅读，底座稳固，可放在任何桌面，功率仅四瓦，整夜点亮也不费电。";
const OTHERS = [
  "Cast iron keeps its heat, and goes from the stove to the oven without a handle to take off before.",
  "Two wheels, a steel frame and a bell: nothing on this bicycle is there that you would not want to mend yourself.",
];

const dataDir = temporaryFolder();

describeOnBothDatabases("near-duplicates", () => {
  let provider: TestProvider;
  beforeAll(async () => {
    process.env.DATA_DIR = dataDir;
    provider = await startProvider();
    await workHere();
  });
  afterAll(() => provider.stop());

  const verdictsOf = async (batchId: string) => {
    const { items } = await booksOf(batchId);
    return items.map(({ seq, checks }) => {
      const [found] = checks.filter(({ kind }) => kind === "near-duplicate");
      return { seq, verdict: found?.verdict, params: found?.message.params, evidence: found?.evidence };
    });
  };

  test("of outputs of a batch that say the same one stays and the others name it, whoever made them", async () => {
    provider.behave(({ prompt }) => {
      const row = Number(/Perfume (\d+)/.exec(prompt)?.[1] ?? 0);
      const text = row <= 2 ? OTHERS[row - 1] : SAME;
      return { do: "answer", text: JSON.stringify({ title: text }) };
    });
    const made = await makeMaterials({ providerUrl: provider.url, rows: 12, checks: [spec] });
    const id = await launch(made);
    await untilState(id, ["succeeded"]);
    const verdicts = await verdictsOf(id);
    expect(verdicts.filter(({ verdict }) => verdict === "pass")).toHaveLength(3);
    const blocked = verdicts.filter(({ verdict }) => verdict === "block");
    expect(blocked).toHaveLength(9);
    expect(new Set(blocked.map(({ evidence }) => evidence?.itemId)).size).toBe(1);
    expect(blocked[0]?.params).toMatchObject({ percent: 100, where: "run" });
    expect(await db().$count(outputFingerprints, eq(outputFingerprints.runId, id))).toBe(12);
  });

  test("a provider's own batch is told the same, and a trial compares cells of one variant with each other", async () => {
    provider.behave(() => ({ do: "answer", text: JSON.stringify({ title: SAME }) }));
    const sandbox = await startSandbox();
    const batched = await makeMaterials({
      providerUrl: `${sandbox.url}/v1`,
      rows: 6,
      valuesOf: () => ({ name: "The same lamp" }),
      batchDiscount: "0.5",
      checks: [spec],
      provider: {
        kind: "sandbox",
        model: "sandbox-fast",
        headers: { "x-sandbox-latency-ms": "0", "x-sandbox-batch-seconds": "0.2" },
      },
    });
    const id = await launch(batched, { mode: "provider-batch" });
    await untilState(id, ["succeeded"]);
    await sandbox.close();
    const said = (await verdictsOf(id)).map(({ verdict }) => verdict);
    expect(said.filter((verdict) => verdict === "pass")).toHaveLength(1);
    expect(said).toHaveLength(6);

    const made = await makeMaterials({ providerUrl: provider.url, rows: 3, checks: [spec] });
    const variant = { templateVersionId: made.templateVersionId, modelId: made.modelId };
    const trial = given(
      await launchTrial(operator, {
        datasetId: made.datasetId,
        variants: [variant, { ...variant, parameters: { temperature: 0.1 } }],
        sample: { size: 3, method: "first" },
        languages: ["en"],
      }),
    );
    await until(async () => (await findTrial(db(), trial.id))?.trial.status === "succeeded");
    const cells = await readCells(db(), trial.id);
    for (const variantOf of [0, 1]) {
      const verdicts = cells
        .filter(({ variant: of }) => of === variantOf)
        .flatMap(({ checks }) => checks.filter(({ kind }) => kind === "near-duplicate"))
        .map(({ verdict }) => verdict);
      expect(verdicts.sort()).toEqual(["block", "block", "pass"]);
    }
    expect(await db().$count(outputFingerprints, eq(outputFingerprints.runId, trial.id))).toBe(0);
  });

  const company = (runId: string) => ({ runId, datasetId: newId() });
  const placed = (seq: number, text: string, language = "en", version = 1) => ({
    seq,
    rowNumber: seq + 1,
    language,
    version,
    output: { title: text },
  });
  const compared = async (runId: string, outputs: ReturnType<typeof placed>[], at: CheckSpec = spec) =>
    [...(await db().transaction((tx) => compareOutputs(tx, company(runId), at as typeof spec, outputs)))].map(
      ([seq, { verdict }]) => `${seq} ${verdict}`,
    );

  test("said again for the same versions it is said the same, and nothing is its own duplicate", async () => {
    const run = newId();
    const outputs = [
      placed(0, SAME),
      placed(1, SAME),
      placed(2, ZH_SAME, "zh-CN"),
      placed(3, ZH_SAME, "zh-CN"),
    ];
    const first = await compared(run, outputs);
    expect(first).toEqual(["0 pass", "1 block", "2 pass", "3 block"]);
    expect(await compared(run, outputs)).toEqual(first);
    expect(await compared(run, outputs.toReversed())).toEqual(first.toReversed());
    const [{ count } = { count: 0 }] = await db().execute<{ count: number }>(sql`
      select count(*)::int as count from output_fingerprints where run_id = ${run}`);
    expect(count).toBe(4);
  });

  test("another run, another language and another part of the output are no duplicates", async () => {
    const [run, other] = [newId(), newId()];
    await compared(run, [placed(0, SAME)]);
    expect(await compared(other, [placed(0, SAME)])).toEqual(["0 pass"]);
    expect(await compared(run, [placed(1, SAME, "en-GB")])).toEqual(["1 pass"]);
    expect(await compared(run, [placed(2, SAME)], { ...spec, fields: ["text"] } as CheckSpec)).toEqual([
      "2 pass",
    ]);
  });

  test("of two that come at the same moment in two transactions one is told of the other", async () => {
    const run = newId();
    const [one, other] = await Promise.all([
      compared(run, [placed(0, SAME)]),
      compared(run, [placed(1, SAME)]),
    ]);
    expect([one?.[0], other?.[0]].sort()).toEqual(expect.arrayContaining([expect.stringContaining("pass")]));
    expect([...(one ?? []), ...(other ?? [])].filter((said) => said.endsWith("block"))).toHaveLength(1);
  });

  test("what rolls back leaves nothing to be compared with", async () => {
    const run = newId();
    await db()
      .transaction(async (tx) => {
        await compareOutputs(tx, company(run), spec, [placed(0, SAME)]);
        throw new Error("The flush is lost.");
      })
      .catch(() => {});
    expect(await compared(run, [placed(1, SAME)])).toEqual(["1 pass"]);
  });

  test("an edit is compared anew, as what comes now; its old text is nobody's duplicate any more", async () => {
    const mei = await seedMember("Mei");
    const texts = sql`case n when 1 then ${SAME} when 2 then ${OTHERS[0]} else ${OTHERS[1]} end`;
    const batchId = await seedBatch({
      launchedBy: mei,
      items: 3,
      checks: [spec],
      output: sql`jsonb_build_object('title', ${texts})`,
    });
    const found = await readItemChecks(db(), batchId, [0, 1, 2]);
    if (!found) throw new Error("No batch.");
    const outputs = found.outputs.map(({ outputVersion, ...output }) => ({
      ...output,
      version: outputVersion,
    }));
    await db().transaction((tx) => checkAnew(tx, { batchId, ...found, outputs }));
    await db().execute(sql`
      update batch_items set output = jsonb_build_object('title', ${OTHERS[1]}::text), output_version = 2
      where batch_id = ${batchId} and seq = 0`);
    await db().transaction((tx) => recheckOutputs(tx, [{ batchId, seq: 0 }]));
    const [item] = await db()
      .select()
      .from(batchItems)
      .where(eq(batchItems.batchId, batchId))
      .orderBy(batchItems.seq);
    expect(item?.checks).toMatchObject([
      { kind: "near-duplicate", verdict: "block", message: { params: { row: 3 } } },
    ]);
    expect(await compared(batchId, [placed(7, SAME)])).toEqual(["7 pass"]);
  });

  test("what a model made anew after a rejection is compared as what comes now", async () => {
    const mei = await seedMember("Mei");
    const batchId = await seedBatch({
      launchedBy: mei,
      items: 2,
      checks: [spec],
      output: sql`jsonb_build_object('title', case n when 1 then ${SAME} else ${OTHERS[0]} end)`,
    });
    await compared(batchId, [placed(0, SAME), placed(1, OTHERS[0] ?? "")]);
    await db().execute(sql`
      update batch_items set output = jsonb_build_object('title', ${SAME}::text), output_version = 2
      where batch_id = ${batchId} and seq = 1`);
    const said = await db().transaction((tx) => compareRegenerated(tx, batchId, 1));
    expect(said).toMatchObject([
      { kind: "near-duplicate", verdict: "block", message: { params: { row: 1 } } },
    ]);
    const unchecked = await seedBatch({ launchedBy: mei, items: 1 });
    expect(await compareRegenerated(db(), unchecked, 0)).toEqual([]);
  });

  test("what was published is compared with from every batch, but for the same product", async () => {
    const olga = await seedMember("Olga", ["operator"]);
    // Like nothing that another test has published.
    const text = `${Array.from({ length: 12 }, newId).join(" ")} published once.`;
    const seed = {
      launchedBy: olga,
      items: 1,
      checks: [spec],
      output: sql`jsonb_build_object('title', ${text}::text)`,
    };
    const published = await seedBatch({ ...seed, reviewState: "approved" });
    const asTried = async () => {
      const trial = { checks: [spec], row: {}, output: { title: text }, language: "en" };
      return given(await tryChecks(olga, trial)).map(({ verdict }) => verdict);
    };
    expect(await asTried()).toEqual(["pass"]);
    const channel = { kind: "file", format: "csv" } as const;
    const { id } = given(await createPublication(olga, { batchId: published, channel }));
    for (let times = 0; times < 2; times++)
      await writePublication({ publicationId: id }, new AbortController().signal);
    expect(await asTried()).toEqual(["block"]);
    expect(await compared(newId(), [placed(3, text)])).toEqual(["3 block"]);
    expect(await compared(published, [placed(0, text, "en", 2)])).toEqual(["0 pass"]);
  });

  test("of many that all say the same the later are found through the index, and only the first passes", {
    timeout: 60_000,
  }, async () => {
    const run = newId();
    for (let number = 0; number < 6; number++) {
      const outputs = Array.from({ length: 150 }, (_, at) => placed(number * 150 + at, SAME));
      const verdicts = await compared(run, outputs);
      // From the second on a band holds more than is looked at.
      expect(verdicts.filter((said) => said.endsWith("pass"))).toHaveLength(number === 0 ? 1 : 0);
    }
    const plan = await db().execute(sql`
      explain select fingerprint_id from fingerprint_bands where band = 1 order by fingerprint_id limit 20`);
    expect(JSON.stringify(plan)).toContain("Index");
  });
});
