import { createLoader, createSerializer, type SearchParams } from "nuqs/server";
import { expect, test } from "vitest";
import { addressOfPlan, launchAddress, planOfAddress } from "#components/batches/launch/launch-address.ts";
import type { LaunchChoices } from "#components/batches/launch/launch-choices.ts";
import { emptyPlan, type LaunchPlan } from "#components/batches/launch/launch-plan.ts";
import { reachableStep } from "#components/batches/launch/launch-step.ts";
import { localTimeIn } from "#components/ui/local-time.ts";

const choices: LaunchChoices = {
  datasets: [{ id: "d", name: "Perfumes", rowCount: 2_000 }],
  versions: [
    {
      versionId: "v",
      templateId: "t",
      templateName: "Titles",
      number: 2,
      inProduction: true,
      asksModel: true,
    },
  ],
  models: [],
};
const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Through an address as a browser has it, and back. */
function carried(plan: LaunchPlan, timeZone = HERE): LaunchPlan {
  const address = createSerializer(launchAddress)("/batches/new", addressOfPlan(plan, "check"));
  const params = Object.fromEntries(new URL(address, "http://x").searchParams) as SearchParams;
  return planOfAddress(createLoader(launchAddress)(params), choices, timeZone);
}

const whole: LaunchPlan = {
  name: "Herbst & 秋季, 50 %",
  suggestedName: "Titles · Perfumes",
  datasetId: "d",
  templateVersionId: "v",
  follows: "t",
  languages: ["en", "zh-CN"],
  modelId: "m",
  fallbackModelId: "n",
  maxOutputTokens: 800,
  temperature: 0,
  otherParameters: { topP: 0.5, stopSequences: ["\n", "，"] },
  rowLimit: 60,
  only: ["never", "rejected"],
  selectionId: "s",
  mode: "auto",
  reviewPlan: { kind: "lots", aql: "0.65", level: "III", doubleShare: 0.05 },
  deadline: "2031-03-04T05:06",
  startAt: "2031-02-03T04:05",
  recurrence: { cron: "30 1 * * 1-5", timeZone: "Asia/Shanghai" },
  recurrenceTyped: true,
  offPeak: { timeZone: "Asia/Shanghai", windows: [{ from: "00:30", to: "" }] },
  cap: "2.50",
};

test("an address holds all of a plan", () => {
  expect(carried(whole)).toEqual(whole);
});

test("an empty plan is as short as its step", () => {
  expect(createSerializer(launchAddress)("/batches/new", addressOfPlan(emptyPlan, "what"))).toBe(
    "/batches/new?step=what",
  );
  expect(carried(emptyPlan)).toEqual(emptyPlan);
});

test("every part of a plan is carried by itself", () => {
  for (const key of Object.keys(whole) as (keyof LaunchPlan)[]) {
    // What follows from others is not carried but found again.
    if (key === "suggestedName" || key === "recurrenceTyped") continue;
    const plan: LaunchPlan = { ...emptyPlan, [key]: whole[key] };
    expect({ ...carried(plan), suggestedName: "" }, key).toEqual(plan);
  }
});

test("who opens the link elsewhere sees the same moment by their own clock", () => {
  const startAt = localTimeIn(HERE, new Date("2031-02-03T04:05:00Z"));
  expect(carried({ ...emptyPlan, startAt }, "Asia/Shanghai").startAt).toBe("2031-02-03T12:05");
  expect(carried({ ...emptyPlan, startAt }, "America/New_York").startAt).toBe("2031-02-02T23:05");
});

test("an address that somebody spoilt is read as far as it goes", () => {
  const spoilt = { step: "check", datasetId: "d", rowLimit: "many", mode: "magic", offPeak: "{", cap: "1" };
  const plan = planOfAddress(createLoader(launchAddress)(spoilt), choices, HERE);
  expect(plan).toMatchObject({ datasetId: "d", rowLimit: null, mode: "realtime", offPeak: null, cap: "1" });
});

test("a link leads no further than its plan does", () => {
  expect(reachableStep(emptyPlan, "check", true)).toBe("what");
  expect(reachableStep({ ...whole, modelId: null }, "check", true)).toBe("how");
  expect(reachableStep({ ...whole, offPeak: null }, "check", true)).toBe("check");
  expect(reachableStep(whole, "how", true)).toBe("how");
});
