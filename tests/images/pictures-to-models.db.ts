import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { models } from "#db/schema/models.ts";
import { attempts } from "#db/schema/spend.ts";
import { templateVersions } from "#db/schema/templates.ts";
import { checkLaunch } from "#lib/batches/launch/check-launch.ts";
import { inspectPicture } from "#lib/images/inspect-picture.ts";
import { keepAsset } from "#lib/images/keep-asset.ts";
import { FULL_CAPABILITIES } from "#lib/models/capabilities.ts";
import { newId } from "#lib/new-id.ts";
import { type RunningSandbox, startSandbox } from "#lib/sandbox/start-sandbox.ts";
import { launchTrial } from "#lib/trials/launch-trial.ts";
import { viewTrial } from "#lib/trials/view-trial.ts";
import {
  booksOf,
  launch,
  makeMaterials,
  operator,
  until,
  untilState,
  workHere,
} from "#tests/batches/batch-fixture.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";

vi.setConfig({ testTimeout: 60_000 });

const COLOURS = { red: "#c01818", blue: "#1d4ed8", green: "#1c8a3c" };
/** 512 pixels square: what OpenAI counts for it. */
const PICTURE_TOKENS = 85 + 170;

async function pictureOf(colour: string): Promise<string> {
  const subject = { create: { width: 200, height: 200, channels: 3 as const, background: colour } };
  const input = await sharp({ create: { width: 512, height: 512, channels: 3, background: "white" } })
    .composite([{ input: subject, gravity: "centre" }])
    .png()
    .toBuffer();
  const facts = await inspectPicture(input);
  if (!facts.ok) throw new Error("The picture is none.");
  const sha256 = createHash("sha256").update(input).digest("hex");
  const asset = await keepAsset(operator.memberId, {
    ...{ input, sha256, bytes: input.length, facts: facts.value, name: colour },
  });
  return asset.id;
}

describeOnDatabase("a template with a picture", (database) => {
  let sandbox: RunningSandbox;
  let pictures: string[];
  process.env.DATA_DIR = temporaryFolder();
  beforeAll(async () => {
    await workHere();
    pictures = await Promise.all(Object.values(COLOURS).map(pictureOf));
  });
  beforeEach(async () => {
    await sandbox?.close();
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  async function materialsOf(cells: readonly string[]) {
    const materials = await makeMaterials({
      providerUrl: `${sandbox.url}/v1`,
      rows: cells.length,
      valuesOf: (row) => ({ name: cells[row - 1] ?? "" }),
      batchDiscount: "0.5",
      provider: {
        kind: "sandbox",
        model: "sandbox-fast",
        headers: { "x-sandbox-latency-ms": "0", "x-sandbox-batch-seconds": "0.2" },
      },
      outputs: [{ name: "colour", type: "text", description: "", required: true }],
    });
    const [version] = await db()
      .select()
      .from(templateVersions)
      .where(eq(templateVersions.id, materials.templateVersionId));
    if (!version) throw new Error("The template has no version.");
    const templateVersionId = newId();
    const instruction = "Which colour has the product in {{ name }}? Answer in English.";
    await database()
      .db.insert(templateVersions)
      .values({
        ...version,
        id: templateVersionId,
        number: 2,
        sections: { ...version.sections, instruction },
        inputs: [{ name: "name", type: "picture", required: true, onMissing: "skip", sample: "" }],
      });
    return { ...materials, templateVersionId };
  }
  const coloursOf = (items: readonly { output: unknown }[]) =>
    items.map(({ output }) => (output as { colour?: string } | null)?.colour);

  test("is tried: the model sees each row's, and its tokens are in the ledger", async () => {
    const { datasetId, templateVersionId, modelId } = await materialsOf(pictures);
    const launched = await launchTrial(operator, {
      datasetId,
      variants: [{ templateVersionId, modelId }],
      sample: { size: 3, method: "first" },
    });
    if (!launched.ok) throw new Error(JSON.stringify(launched.refusal));
    const { id } = launched.value;
    const trial = await until(async () => {
      const viewed = await viewTrial(operator, id);
      return viewed.ok && viewed.value.named.trial.status !== "running" ? viewed.value : null;
    }, 30_000);
    expect(coloursOf(trial.cells)).toEqual(Object.keys(COLOURS));
    const entries = await database().db.select().from(attempts).where(eq(attempts.runId, id));
    expect(entries).toHaveLength(3);
    expect(entries.every(({ inputTokens }) => (inputTokens ?? 0) > PICTURE_TOKENS)).toBe(true);
  });

  test.each(["realtime", "provider-batch"] as const)(
    "runs as a batch (%s): one that is gone fails its own item, before anything is paid for it",
    async (mode) => {
      const gone = newId();
      const materials = await materialsOf([...pictures, gone]);
      const id = await launch(materials, { mode });
      await untilState(id, ["succeeded", "failed"]);
      const { batch, items, entries } = await booksOf(id);
      expect(coloursOf(items)).toEqual([...Object.keys(COLOURS), undefined]);
      expect(items[3]).toMatchObject({
        state: "failed",
        failure: { code: "picture_gone", params: { picture: gone } },
        attempts: 0,
      });
      expect(entries).toHaveLength(3);
      expect(batch).toMatchObject({ reserved: "0", unknown: "0" });
    },
  );

  test("is not launched over a cell that names none, nor for a model that takes none", async () => {
    const materials = await materialsOf(["https://shop.example/a.jpg", `${pictures[0]}; see sheet 2`]);
    expect(await checkLaunch(materials)).toMatchObject({
      ok: false,
      refusal: { code: "rows_not_pictures", params: { rows: 1, row: 2, input: "name" } },
    });
    expect(await checkLaunch({ ...materials, rowLimit: 1 })).toMatchObject({ ok: true });
    const capabilities = { ...FULL_CAPABILITIES, pictures: false, revision: 1 };
    await db().update(models).set({ capabilities }).where(eq(models.id, materials.modelId));
    expect(await checkLaunch({ ...materials, rowLimit: 1 })).toMatchObject({
      ok: false,
      refusal: { code: "model_takes_no_pictures", params: { model: "sandbox-fast" } },
    });
  });
});
