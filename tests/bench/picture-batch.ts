import { buildIfNeeded } from "#lib/installation/build-if-needed.ts";
import { made, post } from "#tests/fixtures/console.ts";
import { startConsole } from "#tests/fixtures/start-console.ts";
import { bottle } from "#tests/images/some-pictures.ts";
import { makeJob } from "#tests/trials/make-job.ts";
import { percentile, signIn, timePages } from "./answer-times.ts";
import { memoryNowMb } from "./processes.ts";
import { above, below, isSmall, report } from "./report.ts";

// A batch of pictures end to end in `npm start` on the embedded database: memory of its first and its last third, with the
// process that pictures are worked on in, and what it takes from pages and from a batch of texts beside it.
const PICTURES = isSmall ? 90 : 1_000;
const TEXTS = isSmall ? 150 : 1_500;
const BROUGHT_AT_ONCE = 4;
const SIDE = 1_000;
const ROUNDS = isSmall ? 10 : 60;
const LOOK_MS = 500;
const GOALS = { moreMb: 100, pageMs: 200, textRate: 0.8 };

interface Batch {
  status: string;
  counts: { succeeded: number; failed: number };
}

await buildIfNeeded();
const app = await startConsole();
const cookie = await signIn(app);
const text = await makeJob(app, { rows: TEXTS, latencyMs: 100 });
const datasetId = await bringPictures();
const templateVersionId = await publishSteps();
const paths = ["/", "/batches", "/images", "/templates", "/spend"];

const idle = await timePages({ app, cookie }, paths, ROUNDS);
const alone = await textRate("alone");
const startedAt = Date.now();
const batchId = await launch({ datasetId, templateVersionId, name: "Pictures" });
const memory = watchMemory(batchId);
await begun(batchId);
const running = await timePages({ app, cookie }, paths, ROUNDS);
const isBesidePages = !isOver(await batchOf(batchId));
const beside = await textRate("beside pictures");
const isBesideTexts = !isOver(await batchOf(batchId));
const { counts } = await ended(batchId);
const minutes = (Date.now() - startedAt) / 60_000;
const thirds = await memory;
await app.stop();

const more = thirds.last - thirds.first;
report({
  name: `memory of the console and its processes in the last third of ${PICTURES} pictures, against the first`,
  goal: `+ ≤ ${GOALS.moreMb} MB`,
  measured: `${thirds.last.toFixed(0)} MB, ${more < 0 ? "−" : "+"} ${Math.abs(more).toFixed(0)} MB`,
  baseline: `${thirds.first.toFixed(0)} MB`,
  ratio: thirds.last / thirds.first,
  missedBy: above(more, GOALS.moreMb, "MB"),
});
report({
  name: `${PICTURES} pictures end to end: cut-out, ground, fit, label`,
  goal: "all are made",
  measured: `${(counts.succeeded / minutes / 60).toFixed(1)} pictures/s, ${minutes.toFixed(1)} min`,
  baseline: "all of them",
  ratio: counts.succeeded / PICTURES,
  missedBy: below(counts.succeeded, PICTURES, "pictures"),
});
report({
  name: "page while pictures are made, p99",
  goal: `≤ ${GOALS.pageMs} ms`,
  measured: besideAll(
    isBesidePages,
    `${percentile(running, 99).toFixed(0)} ms (p50 ${percentile(running, 50).toFixed(0)})`,
  ),
  baseline: `the same pages without (p99 ${percentile(idle, 99).toFixed(0)} ms)`,
  ratio: percentile(running, 99) / percentile(idle, 99),
  missedBy: isBesidePages ? above(percentile(running, 99), GOALS.pageMs, "ms") : "all of it",
});
report({
  name: "texts while pictures are made",
  goal: `≥ ${GOALS.textRate} ×`,
  measured: besideAll(isBesideTexts, `${beside.toFixed(1)} items/s`),
  baseline: `the same batch alone (${alone.toFixed(1)}/s)`,
  ratio: beside / alone,
  missedBy: isBesideTexts ? below(beside / alone, GOALS.textRate, "×") : "all of it",
});
process.exit(0);

/** What was measured while pictures were made all the time; else that says nothing of them. */
function besideAll(isBeside: boolean, measured: string): string {
  return isBeside ? measured : `not measured: the pictures were made before the end (${measured})`;
}

/** Brings pictures of which no two are the same. @returns a dataset of them. */
async function bringPictures(): Promise<string> {
  const ids: string[] = [];
  const left = Array.from({ length: PICTURES }, (_, at) => at);
  const bring = async () => {
    for (let at = left.pop(); at !== undefined; at = left.pop()) {
      const ground = `#${(0xd0d0d0 + at * 7).toString(16)}`;
      const bytes = await bottle(ground, { width: SIDE, height: SIDE }).jpeg({ quality: 92 }).toBuffer();
      const form = new FormData();
      form.append("file", new File([new Uint8Array(bytes)], `${at}.jpg`, { type: "image/jpeg" }));
      const { id } = await made<{ id: string }>(app.api("/assets", { method: "POST", body: form }));
      ids.push(id);
    }
  };
  await Promise.all(Array.from({ length: BROUGHT_AT_ONCE }, bring));
  const form = new FormData();
  const lines = ids.map((id, at) => `sku-${at + 1},${id}`);
  form.append("file", new File([`sku,photo\n${lines.join("\n")}\n`], "photos.csv"));
  const dataset = await made<{ id: string }>(app.api("/datasets", { method: "POST", body: form }));
  for (;;) {
    const { status } = await made<{ status: string }>(app.api(`/datasets/${dataset.id}`));
    if (status === "ready") return dataset.id;
    if (status === "failed") throw new Error("The dataset of pictures was not imported.");
    await pause(LOOK_MS);
  }
}

async function publishSteps(): Promise<string> {
  const operations = [
    { do: "cut-out" },
    { do: "background", fill: "#ffffff", shadow: true },
    { do: "fit", width: 800, height: 800, margin: 20, format: "jpeg" },
    { do: "label", source: "edited" },
  ];
  const step = { name: "shop", kind: "picture", source: "photo", field: "picture", operations };
  const template = { name: "Shop picture", inputs: [{ name: "photo", type: "picture" }], steps: [step] };
  const { id } = await made<{ id: string }>(app.api("/templates", post(template)));
  return (await made<{ versionId: string }>(app.api(`/templates/${id}/publish`, post({})))).versionId;
}

async function launch(batch: object): Promise<string> {
  const { id } = await made<{ id: string }>(app.api("/batches", post({ languages: ["en"], ...batch })));
  return id;
}

function batchOf(id: string): Promise<Batch> {
  return made<Batch>(app.api(`/batches/${id}`));
}

function isOver({ status }: Batch): boolean {
  return ["succeeded", "failed", "cancelled", "paused"].includes(status);
}

/** Waits until the first picture of a batch is made. */
async function begun(id: string): Promise<void> {
  for (;;) {
    const batch = await batchOf(id);
    if (batch.counts.succeeded > 0 || isOver(batch)) return;
    await pause(LOOK_MS);
  }
}

async function ended(id: string): Promise<Batch> {
  for (;;) {
    const batch = await batchOf(id);
    if (isOver(batch)) return batch;
    await pause(LOOK_MS);
  }
}

/** Texts a second of a batch. */
async function textRate(name: string): Promise<number> {
  const { datasetId, templateVersionId, modelId } = text;
  const from = Date.now();
  const budgetCap = { amount: "10", currency: "USD" };
  const id = await launch({ name, datasetId, templateVersionId, modelId, budgetCap, cache: false });
  const { counts } = await ended(id);
  if (counts.succeeded !== TEXTS) throw new Error(`Texts ${name}: ${JSON.stringify(counts)}`);
  return (counts.succeeded * 1_000) / (Date.now() - from);
}

/** The most memory while the first third of the pictures was made, and while the last was, in MB. */
async function watchMemory(id: string): Promise<{ first: number; last: number }> {
  const thirds = { first: 0, last: 0 };
  for (;;) {
    const batch = await batchOf(id);
    if (isOver(batch)) return thirds;
    const { counts } = batch;
    const share = (counts.succeeded + counts.failed) / PICTURES;
    const megabytes = memoryNowMb(app.process.pid ?? 0);
    if (share < 1 / 3) thirds.first = Math.max(thirds.first, megabytes);
    if (share > 2 / 3) thirds.last = Math.max(thirds.last, megabytes);
    await pause(LOOK_MS);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
