import { defineConfig } from "@playwright/test";
import { ensureBrowser } from "./tests/fixtures/ensure-browser.ts";
import { TIME_ZONE } from "./tests/fixtures/time-zone.ts";

const asRoot = process.getuid?.() === 0;

// Processes that nothing is ever shown by: one to spare for the next page, and two pages under the address bar, of each
// window, though it has no screen.
const UNSEEN = [
  "SpareRendererForSitePerProcess",
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  "WebUIOmniboxFullPopup",
];
// Chromium heeds the last such list, which would have been Playwright's own (chromiumSwitches.ts).
const AS_PLAYWRIGHT = [
  "AimEnabled",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsFirstBalancedModeAutoEnable",
  "HttpsUpgrades",
  "LensOverlay",
  "MediaRouter",
  "NetworkTimeServiceQuerying",
  "OptimizationHints",
  "PaintHolding",
  "PreconnectToSearch",
  "ThirdPartyStoragePartitioning",
];

export default defineConfig({
  testDir: "tests",
  testMatch: "**/*.e2e.ts",
  outputDir: "test-results",
  globalSetup: "./tests/fixtures/prepare-consoles.ts",
  // Any test on either worker: none waits at the end for the longest file.
  fullyParallel: true,
  workers: 2,
  // Patience, not a measure: processors may be shared, and slow.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  // What holds at its second try is named at the end as flaky: a test to mend, and no reason to hold up who has not.
  retries: 1,
  reporter: [["list"]],
  use: {
    actionTimeout: 40_000,
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    timezoneId: TIME_ZONE,
    // On the way from one process to the next nothing is gained by packing scripts, 150 ms of CPU for each new visitor.
    extraHTTPHeaders: { "accept-encoding": "identity" },
    // Of the second try alone: watching costs as much as the pages themselves.
    trace: "on-first-retry",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: ensureBrowser(),
      args: [
        "--disable-background-networking",
        `--disable-features=${[...UNSEEN, ...AS_PLAYWRIGHT].join()}`,
        ...(asRoot ? ["--no-sandbox"] : []),
      ],
      // Without a locale the browser names every file that is not ASCII "download".
      env: { ...process.env, LC_ALL: "C.UTF-8" },
    },
  },
});
