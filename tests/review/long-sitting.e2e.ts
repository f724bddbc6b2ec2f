import type { CDPSession, Page } from "@playwright/test";
import { expect, test } from "../fixtures/console.ts";
import { openReview } from "./at-the-desk.ts";
import { runBatch } from "./run-batch.ts";

const DECISIONS = 1_000;
/** The page's clock runs so much faster, that a quarter of a second is not waited for a thousand times. */
const HASTE = 50;

type Decision = { itemId: string; outputVersion: number; token: number };

test("a thousand decisions make the page neither slower nor fatter, and each next item is there in a frame", async ({
  app,
  page,
  signIn,
}) => {
  test.setTimeout(180_000);
  const { batchId } = await runBatch(app, { rows: 1 });
  await signIn(page, ["reviewer"]);
  await hasten(page);
  const server = await handOutWithoutEnd(page, batchId);
  await openReview(page, batchId);

  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  await approve(page, 200);
  const early = await weigh(devtools);
  await approve(page, 100);
  const first = (await weigh(devtools)).threadMs - early.threadMs;
  await approve(page, DECISIONS - 400);
  const before = await weigh(devtools);
  const late = await approve(page, 100);
  const end = await weigh(devtools);
  const last = end.threadMs - before.threadMs;
  await expect.poll(server.decided).toBe(DECISIONS);

  const figures = `DOM nodes ${early.nodes} → ${end.nodes}, heap ${early.heapMb.toFixed(1)} → ${end.heapMb.toFixed(1)} MB, thread ${(first / 100).toFixed(1)} → ${(last / 100).toFixed(1)} ms a decision`;
  test.info().annotations.push({ type: "a thousand decisions", description: figures });
  process.stdout.write(`a thousand decisions: ${figures}\n`);
  expect(late).toBe(0);
  expect(end.nodes).toBeLessThan(early.nodes * 1.1 + 100);
  expect(end.listeners).toBeLessThan(early.listeners * 1.1 + 20);
  expect(end.heapMb).toBeLessThan(early.heapMb * 1.1 + 2);
  expect(last).toBeLessThan(first * 1.6);
});

async function hasten(page: Page): Promise<void> {
  await page.addInitScript((haste) => {
    const now = performance.now.bind(performance);
    performance.now = () => now() * haste;
    window.requestAnimationFrame = (callback) => window.setTimeout(() => callback(now()), 2);
    window.cancelAnimationFrame = (id) => window.clearTimeout(id);
  }, HASTE);
}

// One real claim, and a thousand like it: what is weighed is the page, not the server.
async function handOutWithoutEnd(page: Page, batchId: string) {
  let decided = 0;
  let handed = 0;
  let pattern: { claims: object[]; batches: object[] } | undefined;
  let past: object | undefined;
  await page.route("**/api/v1/review/claims", async (route) => {
    pattern ??= await (await route.fetch()).json();
    const { limit } = route.request().postDataJSON();
    const claims = Array.from({ length: limit }, () => {
      handed += 1;
      return { ...pattern?.claims[0], itemId: `${batchId}.${handed - 1}`, rowNumber: handed };
    });
    await route.fulfill({ json: { ...pattern, claims } });
  });
  await page.route("**/api/v1/review/decisions", async (route) => {
    const asked: Decision[] = route.request().postDataJSON();
    decided += asked.length;
    const results = asked.map(({ itemId, outputVersion, token }) => {
      const item = { reviewState: "approved", output: {}, outputVersion, token };
      return {
        itemId,
        status: "accepted",
        item: { ...item, decidedBy: null, decidedAt: null, lastEditedBy: null },
      };
    });
    await route.fulfill({ json: { results } });
  });
  await page.route(/\/api\/v1\/review\/items\/[^/]+$/, async (route) => {
    const address = route.request().url();
    past ??= await (await route.fetch({ url: address.replace(/\.\d+$/, ".0") })).json();
    await route.fulfill({ json: { ...past, itemId: address.split("/").at(-1) } });
  });
  await page.route("**/api/v1/review/releases", (route) => route.fulfill({ json: { released: 0 } }));
  await page.route("**/api/v1/review/heartbeats", (route) => route.fulfill({ json: { results: [] } }));
  return { decided: () => decided };
}

/** Approves so many items, each once it was seen; gives how many of the next ones were not there in the tick after. */
function approve(page: Page, count: number): Promise<number> {
  return page.evaluate(async (items) => {
    const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    const row = () =>
      [...document.querySelectorAll("section h2 + div")].find(({ textContent }) =>
        /^Row \d+$/.test(textContent ?? ""),
      )?.textContent;
    let late = 0;
    for (let i = 0; i < items; ) {
      const before = row();
      const kept = localStorage.length;
      if (before)
        window.dispatchEvent(new KeyboardEvent("keydown", { key: "a", code: "KeyA", bubbles: true }));
      // A decision is on this machine before anything else happens; one that came too soon is none.
      const isTaken = localStorage.length > kept;
      await pause(isTaken ? 0 : 5);
      if (!isTaken) continue;
      i += 1;
      if (row() === before) late += 1;
    }
    return late;
  }, count);
}

async function weigh(devtools: CDPSession) {
  await devtools.send("HeapProfiler.collectGarbage");
  const { metrics } = await devtools.send("Performance.getMetrics");
  const value = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return {
    nodes: value("Nodes"),
    listeners: value("JSEventListeners"),
    heapMb: value("JSHeapUsedSize") / 1e6,
    threadMs: value("TaskDuration") * 1e3,
  };
}
