import { createLoader, createSerializer } from "nuqs/server";
import { expect, test } from "vitest";
import {
  addressOfDraft,
  draftOfAddress,
  hrefOfTrialAgain,
  trialAddress,
} from "#components/trials/trial-address.ts";
import type { TrialDraft } from "#components/trials/trial-draft.ts";

const draft: TrialDraft = {
  regressionSetId: null,
  datasetId: "d",
  variants: [
    { key: 0, templateVersionId: "v", modelId: "m", temperature: null, maxOutputTokens: 400 },
    { key: 1, templateVersionId: "w", modelId: null, temperature: 0.2, maxOutputTokens: null },
  ],
  method: "first",
  part: "test",
  size: 12,
  languages: ["en", "zh-CN"],
};

test("an address holds all of a trial that is being put together", () => {
  const address = createSerializer(trialAddress)("/trials/new", addressOfDraft(draft));
  const params = Object.fromEntries(new URL(address, "http://x").searchParams);
  const nothing = () => expect.unreachable();
  expect(draftOfAddress(createLoader(trialAddress)(params), nothing)).toEqual(draft);
});

test("an address of a regression set says nothing of what would be drawn", () => {
  const address = createSerializer(trialAddress)(
    "/trials/new",
    addressOfDraft({ ...draft, regressionSetId: "s" }),
  );
  const params = new URL(address, "http://x").searchParams;
  expect(params.get("regressionSetId")).toBe("s");
  expect(["datasetId", "method", "part", "size"].some((name) => params.has(name))).toBe(false);
});

test("an address without variants, or with spoilt ones, begins anew", () => {
  for (const variants of [undefined, "[", "[]", '[{"modelId":1}]']) {
    const address = createLoader(trialAddress)(variants === undefined ? {} : { variants });
    expect(draftOfAddress(address, () => draft)).toBe(draft);
  }
});

test("a trial that is tried again is put together as it was, of the same part of its dataset", () => {
  const href = hrefOfTrialAgain({
    ...{ regressionSet: null, dataset: { id: "d" }, languages: ["en", "zh-CN"] },
    sample: { method: "first", part: "test", size: 12 },
    variants: [
      { templateVersionId: "v", modelId: "m", parameters: { maxOutputTokens: 400 } },
      { templateVersionId: "w", modelId: null, parameters: { temperature: 0.2 } },
    ],
  });
  const params = Object.fromEntries(new URL(href, "http://x").searchParams);
  expect(draftOfAddress(createLoader(trialAddress)(params), () => expect.unreachable())).toEqual(draft);
});

test("a trial of a regression set that is tried again asks all of its cases", () => {
  const href = hrefOfTrialAgain({
    ...{ regressionSet: { id: "s", templateId: "t" }, dataset: { id: "d" }, languages: ["en"] },
    sample: { method: "first", part: null, size: 3 },
    variants: [{ templateVersionId: "v", modelId: "m", parameters: {} }],
  });
  expect(href).toBe("/trials/new?regressionSetId=s&templateId=t&modelId=m");
});
