import type { Page } from "@playwright/test";
import { axeFindings } from "#tests/fixtures/axe-findings.ts";
import { addPerson, expect, made, post, test } from "../fixtures/console.ts";
import { runBatch } from "./run-batch.ts";

/** Longer than an item must have been seen before it can be decided on. */
const SEEN_MS = 320;

async function openReview(page: Page, batchId: string): Promise<void> {
  await page.goto(`/review?batchId=${batchId}`);
  await expect(rowShown(page)).toBeVisible();
  await page.waitForTimeout(SEEN_MS);
}

function rowShown(page: Page) {
  return page
    .locator("section", { has: page.getByRole("heading", { name: /^(Source|源数据)$/ }) })
    .getByText(/^(Row \d+|第 \d+ 行)$/);
}

async function currentRow(page: Page): Promise<number> {
  return Number(/\d+/.exec((await rowShown(page).textContent()) ?? "")?.[0]);
}

async function press(page: Page, key: string): Promise<void> {
  await page.waitForTimeout(SEEN_MS);
  await page.keyboard.press(key);
}

const saved = (page: Page) => page.getByText(/^(All decisions saved|裁决均已保存)$/);

test("one key approves, two reject with a reason, one undoes, and a reload forgets nothing", async ({
  app,
  page,
  signIn,
}) => {
  const { batchId, operator } = await runBatch(app, { rows: 8 });
  await signIn(page, ["reviewer"]);
  await openReview(page, batchId);
  const counts = async () => {
    const { batches } = await made<{ batches: { approved: number; rejected: number; pending: number }[] }>(
      app.api(`/review/queue?batchId=${batchId}`, { token: operator.token }),
    );
    const { approved, rejected, pending } = batches[0] ?? {};
    return { approved, rejected, pending };
  };

  await expect.poll(() => currentRow(page)).toBe(1);
  await page.keyboard.press("a");
  await expect.poll(() => currentRow(page)).toBe(2);
  await press(page, "r");
  await expect(page.getByRole("button", { name: "Wrong fact" })).toBeVisible();
  await page.keyboard.press("1");
  await expect.poll(() => currentRow(page)).toBe(3);
  await expect(saved(page)).toBeVisible();
  expect(await counts()).toEqual({ approved: 1, rejected: 1, pending: 6 });

  await press(page, "z");
  await expect.poll(() => currentRow(page)).toBe(2);
  await expect(saved(page)).toBeVisible();
  expect(await counts()).toEqual({ approved: 1, rejected: 0, pending: 7 });

  await page.reload();
  await expect(rowShown(page)).toBeVisible();
  await page.waitForTimeout(SEEN_MS);
  await page.keyboard.press("z");
  await expect.poll(() => currentRow(page)).toBe(1);
  await expect(saved(page)).toBeVisible();
  expect(await counts()).toEqual({ approved: 0, rejected: 0, pending: 8 });

  // Its keys stay behind on the way to another page.
  await page.getByRole("link", { name: "All queues" }).click();
  await expect(page.getByRole("heading", { name: "Review queues" })).toBeVisible();
  for (const key of ["a", "r", "1", "z"]) await press(page, key);
  expect(await counts()).toEqual({ approved: 0, rejected: 0, pending: 8 });
});

test("a key held down, or pressed before the item was seen, decides nothing", async ({
  app,
  page,
  signIn,
}) => {
  const { batchId } = await runBatch(app, { rows: 4 });
  await signIn(page, ["reviewer"]);
  await openReview(page, batchId);
  // Both before the next item can have been painted: the second is for an item nobody saw.
  await page.evaluate(() => {
    for (let i = 0; i < 2; i++)
      window.dispatchEvent(new KeyboardEvent("keydown", { key: "a", code: "KeyA" }));
  });
  await expect.poll(() => currentRow(page)).toBe(2);
  await page.waitForTimeout(SEEN_MS);
  await page.evaluate(() => {
    for (let i = 0; i < 5; i++)
      window.dispatchEvent(new KeyboardEvent("keydown", { key: "a", code: "KeyA", repeat: true }));
  });
  await expect.poll(() => currentRow(page)).toBe(2);
});

test("composing never decides, and full-width keys mean what their place says", async ({
  app,
  page,
  signIn,
}) => {
  const { batchId } = await runBatch(app, { rows: 4 });
  await signIn(page, ["reviewer"], "zh-CN");
  await openReview(page, batchId);
  await page.evaluate(() => {
    const press = (init: KeyboardEventInit) => window.dispatchEvent(new KeyboardEvent("keydown", init));
    press({ key: "a", code: "KeyA", isComposing: true });
    press({ key: "Process", code: "KeyA", keyCode: 229 } as KeyboardEventInit);
    window.dispatchEvent(new CompositionEvent("compositionstart"));
    press({ key: "a", code: "KeyA" });
    window.dispatchEvent(new CompositionEvent("compositionend"));
    press({ key: "a", code: "KeyA" });
  });
  await expect.poll(() => currentRow(page)).toBe(1);
  await page.evaluate(() =>
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "？", code: "Slash", shiftKey: true })),
  );
  await expect(page.getByRole("dialog", { name: "帮助" })).toBeVisible();
  await page.keyboard.press("a");
  await page.keyboard.press("Escape");
  await expect.poll(() => currentRow(page)).toBe(1);
});

test("offline and a reload lose no decision", async ({ app, page, signIn }) => {
  const { batchId, operator } = await runBatch(app, { rows: 6 });
  await signIn(page, ["reviewer"]);
  await openReview(page, batchId);
  await page.route("**/api/v1/review/**", (route) => route.abort());
  await page.keyboard.press("a");
  await press(page, "a");
  await press(page, "r");
  await page.keyboard.press("4");
  await expect(page.getByText("3 decisions waiting to be saved")).toBeVisible();
  await expect.poll(() => currentRow(page)).toBe(4);
  await page.unroute("**/api/v1/review/**");
  await page.reload();
  await expect(saved(page)).toBeVisible();
  await expect.poll(() => currentRow(page)).toBe(4);
  const { batches } = await made<{ batches: unknown[] }>(
    app.api(`/review/queue?batchId=${batchId}`, { token: operator.token }),
  );
  expect(batches).toMatchObject([{ approved: 2, rejected: 1, pending: 3 }]);
});

test("a conflict says who decided, keeps the text written here, and goes on", async ({
  app,
  page,
  signIn,
}) => {
  const { batchId } = await runBatch(app, { rows: 3 });
  await signIn(page, ["reviewer"]);
  await openReview(page, batchId);
  await page.route("**/api/v1/review/decisions", async (route) => {
    const answer = await route.fetch();
    const { results } = await answer.json();
    const decidedBy = { memberId: "x", name: "Lin" };
    const conflict = { ...results[0], status: "conflict", code: "already_decided" };
    await route.fulfill({
      json: { results: [{ ...conflict, item: { ...results[0].item, decidedBy, reviewState: "approved" } }] },
    });
  });
  await page.keyboard.press("e");
  await page.getByRole("textbox", { name: "title" }).fill("A text of mine");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Lin decided first")).toBeVisible();
  await expect(page.getByText("Your text was kept as a draft")).toBeVisible();
  await expect.poll(() => currentRow(page)).toBe(2);
});

test("an edit goes to another reviewer as a diff; its editor is handed something else", async ({
  app,
  page,
  browser,
  signIn,
}) => {
  const { batchId } = await runBatch(app, { rows: 1 });
  await signIn(page, ["reviewer"]);
  await openReview(page, batchId);
  await page.keyboard.press("e");
  const title = page.getByRole("textbox", { name: "title" });
  await title.fill("");
  await expect(page.getByText("Needs a value.")).toBeVisible();
  await title.fill("Quite another title");
  await page.keyboard.press("Escape");
  await page.reload();
  await expect(page.getByText("unsaved draft")).toBeVisible();
  await press(page, "e");
  await expect(title).toHaveValue("Quite another title");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Nothing here for you")).toBeVisible();

  const other = await browser.newContext({ baseURL: app.url, viewport: { width: 1440, height: 900 } });
  const second = await other.newPage();
  await signIn(second, ["reviewer"]);
  await openReview(second, batchId);
  await expect(second.getByText("Quite another title")).toBeVisible();
  await expect(second.getByText(/edited/)).toBeVisible();
  await second.keyboard.press("d");
  await expect(second.locator("ins").first()).toBeVisible();
  await press(second, "a");
  await expect(second.getByText("Nothing to review")).toBeVisible();
  await other.close();
});

test("the mouse can do everything, single keys can be turned off, and axe finds nothing serious", async ({
  app,
  page,
  signIn,
}) => {
  const { batchId } = await runBatch(app, { rows: 4, languages: ["zh-CN"] });
  await signIn(page, ["reviewer"]);
  await openReview(page, batchId);
  await page.getByRole("button", { name: "Keys" }).click();
  await page.getByRole("switch").click();
  await page.keyboard.press("Escape");
  await press(page, "a");
  await expect.poll(() => currentRow(page)).toBe(1);
  // Off they stay, on the next page too.
  await page.reload();
  await expect(rowShown(page)).toBeVisible();
  await press(page, "a");
  await expect.poll(() => currentRow(page)).toBe(1);
  await page.getByRole("button", { name: "Approve" }).click();
  await expect.poll(() => currentRow(page)).toBe(2);
  await page.waitForTimeout(SEEN_MS);
  await page.getByRole("button", { name: "Reject" }).click();
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole("textbox", { name: /Note/ }).fill("a1 r2");
  await page.getByRole("button", { name: "Other" }).click();
  await expect.poll(() => currentRow(page)).toBe(3);
  await page.getByRole("button", { name: "Edit" }).click();
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole("button", { name: /Leave/ }).click();
  await page.getByRole("button", { name: "Escalate" }).click();
  const asking = page.getByRole("region", { name: "What should somebody else decide?" });
  await asking.getByRole("button", { name: "Escalate" }).click();
  await page.waitForTimeout(SEEN_MS);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => currentRow(page)).toBe(3);
  await page.getByRole("button", { name: "Skip" }).click();
  await expect.poll(() => currentRow(page)).toBe(4);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.getByRole("button", { name: "Approve" })).toBeInViewport();
  await page.getByRole("button", { name: "Reject" }).click();
  for (const reason of ["Wrong fact", "Other"])
    await expect(page.getByRole("button", { name: reason })).toBeInViewport();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test("a note on a rejection costs N and Enter after the reason's digit; Esc leaves the rejection without one", async ({
  app,
  page,
  signIn,
}) => {
  const { batchId, operator } = await runBatch(app, { rows: 4 });
  const historyOf = async (row: number) => {
    const path = `/review/items/${batchId}.${row - 1}`;
    const { history } = await made<{ history: { decision: string; reason: string; note: string | null }[] }>(
      app.api(path, { token: operator.token }),
    );
    return history;
  };
  await signIn(page, ["reviewer"]);
  await openReview(page, batchId);
  const note = page.getByRole("textbox", { name: /^Note/ });
  await expect(page.getByRole("button", { name: /^Note/ })).toBeDisabled();

  await page.keyboard.press("r");
  await page.keyboard.press("1");
  await expect.poll(() => currentRow(page)).toBe(2);
  await page.keyboard.press("n");
  await expect(note).toBeFocused();
  await expect(page.getByText("Note on the rejection of row 1: Wrong fact")).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  await note.evaluate((input) => {
    const press = (init: KeyboardEventInit) =>
      input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, ...init }));
    press({ isComposing: true });
    press({ keyCode: 229 } as KeyboardEventInit);
    input.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
    press({});
    input.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
    press({});
  });
  await expect(note).toBeFocused();
  await page.keyboard.type("a1 r2 玫瑰，不是无花果");
  await page.keyboard.press("Enter");
  await expect(note).toBeHidden();
  await expect(saved(page)).toBeVisible();
  expect(await currentRow(page)).toBe(2);
  expect((await historyOf(1)).at(-1)).toMatchObject({
    decision: "reject",
    reason: "wrong_fact",
    note: "a1 r2 玫瑰，不是无花果",
  });

  await press(page, "r");
  await page.keyboard.press("4");
  await expect.poll(() => currentRow(page)).toBe(3);
  await page.keyboard.press("n");
  await page.keyboard.type("never mind");
  await page.keyboard.press("Escape");
  await expect(note).toBeHidden();
  await expect(saved(page)).toBeVisible();
  expect(await historyOf(2)).toMatchObject([{ decision: "reject", reason: "brand_or_tone", note: null }]);

  await press(page, "a");
  await expect.poll(() => currentRow(page)).toBe(4);
  await page.keyboard.press("n");
  await expect(note).toBeHidden();
  await page.keyboard.press("?");
  await expect(page.getByText("After a rejection: write a note, reject with it")).toBeVisible();
});

test("a phone shows the output before the source, a desk the source first", async ({ app, page, signIn }) => {
  const { batchId } = await runBatch(app, { rows: 1 });
  await signIn(page, ["reviewer"]);
  await openReview(page, batchId);
  const placeOf = async (name: string) => {
    const box = await page.getByRole("heading", { name, exact: true }).boundingBox();
    if (!box) throw new Error(`${name} is not shown.`);
    return box;
  };
  const [source, output] = [await placeOf("Source"), await placeOf("Output")];
  expect(source.x).toBeLessThan(output.x);
  expect(source.y).toBe(output.y);
  await page.setViewportSize({ width: 390, height: 844 });
  const [below, above] = [await placeOf("Source"), await placeOf("Output")];
  expect(above.y).toBeLessThan(below.y);
  expect(above.x).toBe(below.x);
});

test("a decision and the next item take little of the page's thread, what checks said included", async ({
  app,
  page,
  signIn,
}) => {
  const kinds = ["claims", "personal-data", "links", "language"];
  const checks = kinds.map((kind) => ({ kind, severity: "warn" }));
  const { batchId } = await runBatch(app, { rows: 30, checks });
  await signIn(page, ["reviewer"]);
  await openReview(page, batchId);
  // Time on the thread, not on the wall: other tests and their browsers share this machine.
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  const threadMs = async () => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return 1_000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN);
  };
  const decisions = 20;
  const before = await threadMs();
  const wall: number[] = [];
  for (let i = 0; i < decisions; i++) {
    await page.waitForTimeout(SEEN_MS);
    // What checks warn of comes first, so rows are in no order of their own.
    const row = await currentRow(page);
    wall.push(
      await page.evaluate(async () => {
        const startedAt = performance.now();
        window.dispatchEvent(new KeyboardEvent("keydown", { key: "a", code: "KeyA", bubbles: true }));
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        return performance.now() - startedAt;
      }),
    );
    await expect.poll(() => currentRow(page)).not.toBe(row);
  }
  const perDecision = ((await threadMs()) - before) / decisions;
  wall.sort((a, b) => a - b);
  test.info().annotations.push(
    { type: "thread ms a decision", description: perDecision.toFixed(1) },
    {
      type: "decision to paint, p50 and p95 ms",
      description: `${wall[10]?.toFixed(0)}, ${wall[18]?.toFixed(0)}`,
    },
  );
  process.stdout.write(
    `decision → next item painted: p50 ${wall[10]?.toFixed(0)}, p95 ${wall[18]?.toFixed(0)} ms\n`,
  );
  expect(perDecision).toBeLessThan(100);
});

test("who launched a batch is told that others review it; who only watches sees the queues", async ({
  app,
  page,
  signIn,
}) => {
  const { batchId } = await runBatch(app, { rows: 1 });
  await signIn(page, ["manager"]);
  await page.goto("/review");
  await expect(page.getByRole("link", { name: /Perfumes/ }).first()).toBeVisible();
  await expect(page.getByText("Reviewers decide; you can watch")).toBeVisible();
  const operator = await addPerson(app, ["operator"]);
  const claim = app.api("/review/claims", { ...post({ batchId, limit: 1 }), token: operator.token });
  expect((await claim).status).toBe(403);
});
