import { seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, test } from "#tests/fixtures/console.ts";

test("an admin adds the sandbox, tries it, and prices a model from a later day on", async ({
  page,
  signIn,
}) => {
  await signIn(page, ["admin"]);
  await page.goto("/settings/models");
  await page.getByRole("button", { name: "Add provider" }).first().click();
  await page.getByRole("combobox", { name: "Kind" }).click();
  await page.getByRole("option", { name: /^Sandbox/ }).click();
  await page.getByLabel("Name", { exact: true }).fill("Practice");
  await page.getByRole("dialog").getByRole("button", { name: "Add provider" }).click();
  await expect(page.getByRole("heading", { name: "Practice" })).toBeVisible();

  await page.getByRole("button", { name: "Test Practice" }).click();
  await expect(page.getByText(/Works: 6 models/)).toBeVisible();

  const section = page.getByRole("article", { name: "Practice" });
  await section.getByRole("button", { name: "Add model" }).first().click();
  await page.getByLabel("Model name").fill("sandbox-fast");
  await page.getByLabel("Input", { exact: true }).fill("0.15");
  await page.getByLabel("Output", { exact: true }).fill("0.6");
  await page.getByRole("dialog").getByRole("button", { name: "Add model" }).click();
  const row = section.getByRole("row", { name: /sandbox-fast/ });
  await expect(row).toContainText("USD");
  await expect(row).toContainText("0.15");

  await row.getByRole("button", { name: "sandbox-fast" }).click();
  await expect(page).toHaveURL(/model=/);
  const panel = page.getByRole("dialog");
  await panel.getByRole("button", { name: "Add price" }).click();
  await panel.getByLabel("Input", { exact: true }).fill("0.3");
  await panel.getByLabel(/Counts from/).fill("2030-01-01T00:00");
  await panel.getByRole("button", { name: "Add price" }).click();
  await expect(panel.getByText("Planned")).toBeVisible();
  await expect(panel.getByText("Jan 1, 2030, 12:00 AM")).toBeVisible();

  await page.reload();
  await expect(page.getByRole("dialog").getByText("Planned")).toBeVisible();

  await panel.getByRole("combobox", { name: "Structured output" }).click();
  await page.getByRole("option", { name: "JSON, schema in the prompt", exact: true }).click();
  await panel.getByLabel("Longest answer it gives").fill("8192");
  await panel.getByRole("checkbox", { name: "seed" }).click();
  await panel.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("“sandbox-fast” was saved")).toBeVisible();
  await page.reload();
  await expect(panel.getByRole("combobox", { name: "Structured output" })).toContainText(
    "JSON, schema in the prompt",
  );
  await expect(panel.getByLabel("Longest answer it gives")).toHaveValue("8,192");
  await expect(panel.getByRole("checkbox", { name: "seed" })).toBeChecked();
  expect(await seriousFindings(page)).toEqual([]);
});

test("a provider's key goes in and never comes out, in Chinese too", async ({ page, signIn }) => {
  const key = "sk-browser-secret-0123456789";
  const bodies: Promise<string>[] = [];
  page.on("response", (response) => bodies.push(response.text().catch(() => "")));
  await signIn(page, ["admin"], "zh-CN");
  await page.goto("/settings/models?provider=new");
  await page.getByLabel("名称", { exact: true }).fill("本机服务");
  await page.getByLabel(/接口地址/).fill("http://127.0.0.1:9/v1");
  await page.getByLabel(/API 密钥/).fill(key);
  await page.getByRole("dialog").getByRole("button", { name: "添加供应商" }).click();
  await expect(page.getByText(/位于本网络内部/)).toBeVisible();
  await page.getByRole("checkbox").check();
  await page.getByRole("dialog").getByRole("button", { name: "添加供应商" }).click();
  await expect(page.getByRole("heading", { name: "本机服务" })).toBeVisible();
  await expect(page.getByText("密钥以 6789 结尾").first()).toBeVisible();
  await page.getByRole("button", { name: "测试 本机服务" }).click();
  await expect(page.getByText("该地址上没有服务在监听。")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "本机服务" })).toBeVisible();
  expect((await Promise.all(bodies)).filter((body) => body.includes(key))).toEqual([]);
});

test("an operator sees models and prices and can change nothing", async ({ page, signIn }) => {
  await signIn(page, ["operator"]);
  await page.goto("/settings/models");
  await expect(page.getByRole("heading", { level: 1, name: "Models" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Add provider" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^Test / })).toHaveCount(0);
});
