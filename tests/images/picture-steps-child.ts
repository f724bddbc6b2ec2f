import { eq } from "drizzle-orm";
import { db } from "#db/client.ts";
import { openDatabase } from "#db/open-database.ts";
import { batches, batchItems } from "#db/schema/batches.ts";
import { assets, madePictures } from "#db/schema/images.ts";
import { feedBatch } from "#lib/batches/run/feed-batch.ts";
import { runChunk } from "#lib/batches/run/run-chunk.ts";
import { startQueue } from "#lib/queue/queue.ts";
import { jobs } from "#lib/worker/jobs.ts";
import { launch, makeMaterials } from "#tests/batches/batch-fixture.ts";
import { bring } from "./call-api.ts";
import { bottle } from "./some-pictures.ts";

// A process of its own, to be killed: `begin <rows>` runs a batch of pictures, telling how many are made; `go-on` does what was
// left and tells what is in the database.
const [mode = "", rows = ""] = process.argv.slice(2);
const database = await openDatabase({ url: process.env.DATABASE_URL ?? "" });
await startQueue(jobs, "web");
const signal = new AbortController().signal;
const pictures = async () => (await db().select().from(madePictures)).length;

if (mode === "begin") {
  const photos: string[] = [];
  for (let at = 0; at < Number(rows); at++) {
    const ground = `#ffff${(200 + at).toString(16)}`;
    photos.push((await bring(await bottle(ground).png().toBuffer())).body.id);
  }
  const operations = [
    { do: "cut-out" },
    { do: "background", fill: "#ffffff" },
    { do: "label", language: "en" },
  ];
  const materials = await makeMaterials({
    ...{ providerUrl: "http://127.0.0.1:9", rows: photos.length },
    inputs: [{ name: "photo", type: "picture", required: true, onMissing: "skip", sample: "" }],
    steps: [{ name: "cut", kind: "picture", source: "photo", operations }],
    valuesOf: (rowNumber) => ({ photo: photos[rowNumber - 1] ?? "" }),
  });
  const batchId = await launch(materials);
  await db().transaction((tx) => feedBatch(tx, batchId));
  setInterval(async () => process.stdout.write(`${await pictures()}\n`), 20);
  await runChunk({ batchId, number: 0 }, signal);
} else {
  const [batch] = await db().select({ id: batches.id }).from(batches);
  if (!batch) throw new Error("There is no batch.");
  const before = await pictures();
  await runChunk({ batchId: batch.id, number: 0 }, signal);
  const items = await db().select().from(batchItems).where(eq(batchItems.batchId, batch.id));
  const made = (await db().select().from(assets)).filter(({ madeOf }) => madeOf !== null);
  const outputs = new Set(items.map(({ output }) => output?.picture));
  const [ended] = await db().select({ state: batches.state }).from(batches);
  const told = { before, state: ended?.state, items: items.length, outputs: outputs.size, made: made.length };
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
await database.close();
process.exit(0);
