import { defineConfig } from "@playwright/test";
import { ensureBrowser } from "./tests/fixtures/ensure-browser.ts";

const asRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: "tests",
  testMatch: "**/*.e2e.ts",
  outputDir: "test-results",
  globalSetup: "./tests/fixtures/build-console.ts",
  fullyParallel: false,
  workers: 2,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    actionTimeout: 20_000,
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    timezoneId: "Asia/Shanghai",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: ensureBrowser(),
      args: ["--disable-background-networking", ...(asRoot ? ["--no-sandbox"] : [])],
      // Without a locale the browser names every file that is not ASCII "download".
      env: { ...process.env, LC_ALL: "C.UTF-8" },
    },
  },
});
