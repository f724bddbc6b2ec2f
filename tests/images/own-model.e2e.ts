import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seriousFindings, seriousFindingsInDark } from "#tests/fixtures/axe-findings.ts";
import { addPerson, expect, openAs, test } from "#tests/fixtures/console.ts";
import { startConsole } from "#tests/fixtures/start-console.ts";
import { bottleOnStripes } from "./some-pictures.ts";
import { writeCutOutModel } from "./write-cut-out-model.ts";

test("an operator cuts a subject out of a lively ground by the installation's own model, and is told once its file is broken", async ({
  browser,
}) => {
  const folder = mkdtempSync(join(tmpdir(), "presswork-model-"));
  const path = writeCutOutModel(folder, { side: 128 });
  const app = await startConsole({ env: { CUT_OUT_MODEL: path } });
  try {
    const person = await addPerson(app, ["operator"]);
    const file = new FormData();
    file.append("file", new File([new Uint8Array(await bottleOnStripes())], "flask.png"));
    const sent = await app.api("/assets", { method: "POST", body: file, token: person.token });
    const { id } = (await sent.json()) as { id: string };
    const page = await openAs(browser, app, person, "en");
    await page.goto(`/images/${id}`);
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("menuitem", { name: "Cut out" }).click();
    await expect(page.getByText("The background is not plain")).toBeVisible();
    await page.getByRole("combobox", { name: "Subject found by" }).click();
    await page.getByRole("option", { name: "Own model" }).click();
    await expect(page.getByText(/finds the subject on any background/)).toBeVisible();
    await expect(page.getByText(/Result: 400 × 600 · PNG/)).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
    expect(await seriousFindingsInDark(page)).toEqual([]);

    expect(app.output()).toContain("CUT_OUT_MODEL is opened");
    writeFileSync(path, "<!doctype html>");
    const reader = await openAs(browser, app, person, "zh-CN");
    await reader.goto(`/images/${id}`);
    await reader.getByRole("button", { name: "添加", exact: true }).click();
    await reader.getByRole("menuitem", { name: "抠图" }).click();
    await expect(reader.getByText(/CUT_OUT_MODEL 指定的模型无法运行/)).toBeVisible();
    await expect(reader.getByRole("combobox", { name: "主体识别" })).toHaveCount(0);
    await Promise.all([page, reader].map((one) => one.context().close()));
  } finally {
    await app.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
