import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { models, providers } from "#db/schema/models.ts";
import { seal } from "#lib/seal.ts";
import { embeddedFolder } from "#tests/fixtures/embedded-folder.ts";
import { insideEmbedded } from "#tests/fixtures/inside-embedded.ts";
import {
  type Behaviour,
  type SeenRequest,
  startProvider,
  type TestProvider,
} from "#tests/fixtures/provider.ts";
import { startEmbeddedWorker } from "#tests/fixtures/start-worker-process.ts";
import { launch, type Materials, makeMaterials } from "./batch-fixture.ts";

const MARKS = { key: "sk-marked-key-4711", row: "marked-row-4711", answer: "marked-answer-4711" };
const SECRETS = {
  AUTH_SECRET: "a secret of the tests, long enough",
  ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
};

const folder = embeddedFolder();
let provider: TestProvider;
beforeAll(async () => {
  provider = await startProvider({ behave: misbehave });
});
afterAll(() => provider.stop());

// Every way in which a provider can hand back what it was sent, or what it answered.
function misbehave({ nth, prompt }: SeenRequest): Behaviour {
  const title = JSON.stringify({ title: MARKS.answer });
  switch (nth % 6) {
    case 0:
      return { do: "fail", status: 500, body: `${prompt} ${MARKS.answer} ${MARKS.key}` };
    case 1:
      return { do: "answer", text: `${MARKS.answer}: no JSON` };
    case 2:
      return { do: "cut-off" };
    case 3:
      return { do: "fail", status: 400, body: `${prompt} ${MARKS.answer} ${MARKS.key}` };
    case 4:
      return { do: "answer", text: JSON.stringify({ title: `${MARKS.answer}\u0000\ud800` }) };
    default:
      return { do: "answer", text: title };
  }
}

test("no key, row, prompt or answer gets into the log, even at its most talkative", {
  timeout: 90_000,
}, async () => {
  Object.assign(process.env, SECRETS);
  const batchId = await insideEmbedded(folder, async () => {
    const materials = await makeMaterials({
      providerUrl: provider.url,
      rows: 40,
      valuesOf: () => ({ name: MARKS.row }),
      limits: { concurrency: 4 },
    });
    await keepKey(materials);
    return launch(materials);
  });
  const worker = startEmbeddedWorker(folder, batchId, { LOG_LEVEL: "debug", ...SECRETS });
  expect(await worker.exited, worker.output()).toBe(0);
  const output = worker.output();
  for (const mark of Object.values(MARKS)) expect(output).not.toContain(mark);
  for (const secret of Object.values(SECRETS)) expect(output).not.toContain(secret);
  const lines = output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const ofBatch = lines.filter((line) => line.batchId === batchId);
  expect(ofBatch.map(({ msg }) => msg)).toContain("a chunk was taken");
  expect(ofBatch).toContainEqual(expect.objectContaining({ msg: "an item failed", seq: expect.any(Number) }));
});

async function keepKey({ modelId }: Materials): Promise<void> {
  const [model] = await db().select().from(models).where(eq(models.id, modelId));
  const providerId = model?.providerId ?? "";
  await db()
    .update(providers)
    .set({ sealedApiKey: seal(MARKS.key, providerId) })
    .where(eq(providers.id, providerId));
}
