import { expect, type Page } from "@playwright/test";
import { addPerson, made, post } from "../fixtures/console.ts";
import type { Console } from "../fixtures/start-console.ts";

/** Longer than an item must have been seen before it can be decided on. */
const SEEN_MS = 320;
/** More than the desk lets pass before it takes an item for painted. */
const FRAMES = 4;

/** The words that say which row is on the desk. */
export function rowShown(page: Page) {
  return page
    .locator("section", { has: page.getByRole("heading", { name: /^(Source|源数据)$/ }) })
    .getByText(/^(Row \d+|第 \d+ 行)$/);
}

/** Opens a batch's review, and reads its first item long enough to decide on it. */
export async function openReview(page: Page, batchId: string, query = ""): Promise<void> {
  await page.goto(`/review?batchId=${batchId}${query}`);
  await readItem(page);
}

/** The number of the row on the desk. */
export async function currentRow(page: Page): Promise<number> {
  return Number(/\d+/.exec((await rowShown(page).textContent()) ?? "")?.[0]);
}

/** Waits until an item lies on the desk, and has been there long enough to be decided on. */
export async function readItem(page: Page): Promise<void> {
  await expect(rowShown(page)).toBeVisible();
  await lookOn(page);
}

/** Presses a key once what is on the desk has been read. */
export async function press(page: Page, key: string): Promise<void> {
  await lookOn(page);
  await page.keyboard.press(key);
}

// Counted from when the page has painted, which a busy machine does late.
async function lookOn(page: Page): Promise<void> {
  await page.evaluate(async (frames) => {
    for (let frame = 0; frame < frames; frame++) await new Promise(requestAnimationFrame);
  }, FRAMES);
  await page.waitForTimeout(SEEN_MS);
}

/** Says that nothing waits to be sent. */
export const saved = (page: Page) => page.getByText(/^(All decisions saved|裁决均已保存)$/);

interface Claimed {
  claims: { itemId: string; token: number; outputVersion: number }[];
}

/** Claims an item through the API and decides on it, as a reviewer of its own where none is named. */
export async function decideElsewhere(
  app: Console,
  itemId: string,
  decision: Record<string, unknown>,
  person?: { token: string },
) {
  const { token } = person ?? (await addPerson(app, ["reviewer"]));
  const { claims } = await made<Claimed>(
    app.api("/review/claims", { ...post({ first: itemId, limit: 1 }), token }),
  );
  const claim = claims.find((one) => one.itemId === itemId);
  if (!claim) throw new Error(`${itemId} was not handed out.`);
  const { results } = await made<{ results: { status: string }[] }>(
    app.api("/review/decisions", {
      ...post([{ itemId, token: claim.token, outputVersion: claim.outputVersion, ...decision }]),
      token,
    }),
  );
  expect(results).toMatchObject([{ status: "accepted" }]);
}

/** What was decided on an item, in order. */
export async function historyOf(app: Console, itemId: string, { token }: { token: string }) {
  const { history } = await made<{
    history: { decision: string; reason: string | null; note: string | null; by: { name: string } }[];
  }>(app.api(`/review/items/${itemId}`, { token }));
  return history;
}
