import { describe, expect, test } from "vitest";
import type { BatchPreview } from "#components/batches/answers.ts";
import { capOf, isCapTight, shareAtOnce } from "#components/batches/launch/launch-cap.ts";
import {
  datasetChange,
  dueKindChange,
  languageChange,
  modeChange,
  modelChange,
  selectionChange,
  startChange,
  startOf,
  versionChange,
} from "#components/batches/launch/launch-changes.ts";
import {
  type LaunchChoices,
  unmatchedInputs,
  versionAndNewer,
} from "#components/batches/launch/launch-choices.ts";
import {
  launchInput,
  previewInput,
  repeatedInput,
  termsInput,
} from "#components/batches/launch/launch-input.ts";
import {
  emptyPlan,
  isWhatComplete,
  type LaunchPlan,
  nameOf,
} from "#components/batches/launch/launch-plan.ts";
import { firstStep, stepAfter, stepBefore } from "#components/batches/launch/launch-step.ts";

const choices: LaunchChoices = {
  datasets: [{ id: "d", name: "Perfumes", rowCount: 2_000 }],
  versions: [
    {
      versionId: "v2",
      templateId: "t",
      templateName: "Titles",
      number: 2,
      inProduction: false,
      asksModel: true,
    },
    {
      versionId: "v1",
      templateId: "t",
      templateName: "Titles",
      number: 1,
      inProduction: false,
      asksModel: true,
    },
    {
      versionId: "w3",
      templateId: "u",
      templateName: "Questions",
      number: 3,
      inProduction: false,
      asksModel: true,
    },
  ],
  models: [],
};

const whole: LaunchPlan = { ...emptyPlan, datasetId: "d", templateVersionId: "v1", modelId: "m" };

const preview = {
  itemCount: 100,
  currency: "USD",
  paysModel: true,
  callBound: { amount: "0.01", currency: "USD" },
  cost: { total: { expected: { amount: "0.4" }, high: { amount: "0.5" } } },
  mode: { runsAs: "provider-batch" },
} as BatchPreview;
const known = { preview, asksModel: true };

describe("a launch opens", () => {
  test("at its last look when nothing is missing", () => {
    expect(firstStep(whole, false, true)).toBe("check");
    expect(firstStep(emptyPlan, false, true)).toBe("what");
    expect(firstStep({ ...whole, modelId: null }, false, true)).toBe("what");
  });

  test("at its beginning when a schedule is being changed", () => {
    expect(firstStep(whole, true, true)).toBe("what");
  });

  test("and has a way on and back, except at its ends", () => {
    expect([stepBefore("what"), stepAfter("what")]).toEqual([null, "how"]);
    expect([stepBefore("check"), stepAfter("check")]).toEqual(["how", null]);
  });
});

describe("a choice", () => {
  test("of dataset or template suggests a name of both", () => {
    expect(datasetChange(whole, choices, "d").suggestedName).toBe("Titles · Perfumes");
    expect(datasetChange(emptyPlan, choices, "d").suggestedName).toBe("Perfumes");
    expect(versionChange(whole, choices, "w3").suggestedName).toBe("Questions · Perfumes");
  });

  test("of another template asks for that one's own languages", () => {
    expect(versionChange({ ...whole, languages: ["de"] }, choices, "w3").languages).toEqual([]);
  });

  test("of a language keeps the template's order and starts from all of them", () => {
    const offered = ["en", "zh-CN", "de"];
    expect(languageChange(whole, offered, "zh-CN", false).languages).toEqual(["en", "de"]);
    expect(languageChange({ ...whole, languages: ["de"] }, offered, "en", true).languages).toEqual([
      "en",
      "de",
    ]);
  });

  test("of a model drops the cap, and what only went with the last model", () => {
    const plan: LaunchPlan = { ...whole, cap: "3", mode: "provider-batch", fallbackModelId: "other" };
    expect(modelChange(plan, "other")).toEqual({
      modelId: "other",
      cap: null,
      mode: "realtime",
      fallbackModelId: null,
    });
    expect(modelChange({ ...plan, mode: "auto" }, "third")).toEqual({ modelId: "third", cap: null });
  });

  test("of real time has no deadline", () => {
    expect(modeChange("realtime")).toEqual({ mode: "realtime", cap: null, deadline: null });
    expect(modeChange("auto")).toEqual({ mode: "auto", cap: null });
  });

  test("of a start takes the other starts away", () => {
    const nowMs = Date.UTC(2026, 0, 2, 3, 4);
    const later = { ...whole, ...startChange("later", nowMs, "UTC") };
    expect(startOf(later)).toBe("later");
    expect(new Date(later.startAt ?? "").getTime()).toBe(nowMs + 3_600_000);
    const repeated = { ...later, ...startChange("repeat", nowMs, "Asia/Shanghai") };
    expect(startOf(repeated)).toBe("repeat");
    expect(repeated.startAt).toBeNull();
    expect(repeated.recurrence).toEqual({ cron: "0 9 * * *", timeZone: "Asia/Shanghai" });
    expect(startOf({ ...repeated, ...startChange("now", nowMs, "UTC") })).toBe("now");
  });
});

test("a recurrence that picks its products anew makes what needs work, unless all was asked for before", () => {
  const repeated = { ...whole, ...startChange("repeat", 0, "UTC") };
  const anew = { ...repeated, ...selectionChange(repeated, "s") };
  expect(repeatedInput(anew, known)).toMatchObject({
    ...{ selectionId: "s", datasetId: "d", only: ["never", "stale", "rejected"] },
  });
  const some = dueKindChange(anew, "stale", false);
  expect(some).toEqual({ only: ["never", "rejected"], cap: null });
  expect({ ...anew, ...startChange("now", 0, "UTC") }.selectionId).toBeNull();
  expect(datasetChange(anew, choices, "d").selectionId).toBeNull();
  expect(isWhatComplete({ ...whole, only: [] })).toBe(false);
});

test("a version that is no longer the latest is told with the one that is", () => {
  expect(versionAndNewer(choices, "v1").newer?.versionId).toBe("v2");
  expect(versionAndNewer(choices, "v2").newer).toBeUndefined();
  expect(versionAndNewer(choices, null)).toEqual({ chosen: undefined, newer: undefined });
});

test("only inputs that would stop a row are told to have no column, once columns are known", () => {
  const inputs = [
    { name: "name", required: true, onMissing: "block" },
    { name: "notes", required: true, onMissing: "block" },
    { name: "brand", required: true, onMissing: "skip" },
    { name: "price", required: false, onMissing: "block" },
  ];
  expect(unmatchedInputs(inputs, ["name"])).toEqual(["notes"]);
  expect(unmatchedInputs(inputs, null)).toEqual([]);
});

describe("a cap", () => {
  test("is what was typed, else what the preview suggests", () => {
    expect(capOf({ cap: " 7 " }, preview)).toBe(" 7 ");
    expect(capOf({ cap: null }, preview)).toBe("1");
    expect(capOf({ cap: null }, undefined)).toBe("1");
  });

  test("is tight below the expected cost", () => {
    expect(isCapTight("0.39", preview)).toBe(true);
    expect(isCapTight("0.4", preview)).toBe(false);
    expect(isCapTight("a lot", preview)).toBe(false);
    expect(isCapTight("0.1", { cost: null })).toBe(false);
  });

  test("lets a share of a provider's batch go at once", () => {
    expect(shareAtOnce("0.256", preview)).toBe(0.25);
    expect(shareAtOnce("2", preview)).toBe(2);
    expect(shareAtOnce("2", { ...preview, callBound: null })).toBeNull();
    expect(shareAtOnce("2", { ...preview, mode: { ...preview.mode, runsAs: "realtime" } })).toBeNull();
    expect(shareAtOnce("", preview)).toBeNull();
  });
});

describe("what is sent", () => {
  test("names neither model nor cap nor another mode where no model is asked", () => {
    const plan: LaunchPlan = { ...whole, modelId: null, mode: "auto" };
    expect(firstStep(plan, false, false)).toBe("check");
    expect(previewInput(plan, false)).toEqual({
      ...{ datasetId: "d", templateVersionId: "v1", mode: "realtime" },
    });
    const free = { ...preview, paysModel: false };
    expect(termsInput(plan, { preview: free, asksModel: false })).not.toHaveProperty("budgetCap");
    // Models that look at what is made are paid all the same.
    expect(termsInput(plan, { preview, asksModel: false })).toMatchObject({
      budgetCap: { amount: capOf(plan, preview), currency: "USD" },
    });
  });

  test("holds only what was chosen", () => {
    expect(previewInput(whole, true)).toEqual({
      datasetId: "d",
      templateVersionId: "v1",
      modelId: "m",
      mode: "realtime",
    });
  });

  test("names template and label in place of a version where the launch follows what is in production", () => {
    const followed = previewInput({ ...whole, follows: "t" }, true);
    expect(followed).toMatchObject({ templateId: "t", templateLabel: "production" });
    expect(followed).not.toHaveProperty("templateVersionId");
    expect(versionChange({ ...whole, follows: "t" }, choices, "w3")).toMatchObject({ follows: null });
  });

  test("has a deadline only where something is due once and not in real time", () => {
    const plan: LaunchPlan = { ...whole, deadline: "2026-01-02T03:04", mode: "auto" };
    expect(previewInput(plan, true).deadline).toEqual(new Date("2026-01-02T03:04"));
    expect(previewInput({ ...plan, mode: "realtime" }, true)).not.toHaveProperty("deadline");
    const recurrence = { cron: "0 9 * * *", timeZone: "UTC" };
    expect(previewInput({ ...plan, recurrence }, true)).not.toHaveProperty("deadline");
  });

  test("keeps parameters of an earlier launch, and names a batch after its template where nobody did", () => {
    const plan: LaunchPlan = {
      ...whole,
      otherParameters: { topP: 0.5 },
      temperature: 0,
      cap: " 2 ",
      suggestedName: "Titles · Perfumes",
      name: "  ",
    };
    expect(termsInput(plan, known)).toMatchObject({
      parameters: { topP: 0.5, temperature: 0 },
      budgetCap: { amount: "2", currency: "USD" },
    });
    expect(launchInput(plan, known).name).toBe("Titles · Perfumes");
    expect(nameOf({ ...plan, name: " Mine " })).toBe("Mine");
  });
});
