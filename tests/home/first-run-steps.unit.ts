import { expect, test } from "vitest";
import { type FirstRunProgress, firstRunSteps } from "#components/home/first-run-steps.ts";

const hrefs = {
  trial: "/trials/new",
  launch: "/batches/new",
  review: "/review",
  publish: "/published",
  spend: "/spend",
};
const nothing: FirstRunProgress = {
  trial: false,
  launch: false,
  review: false,
  publish: false,
  spend: false,
};
const everything: FirstRunProgress = { trial: true, launch: true, review: true, publish: true, spend: true };

test("someone with every role is led from a trial to the spend page", () => {
  const steps = firstRunSteps(["operator", "reviewer", "manager", "admin"], nothing, hrefs);
  expect(steps.map(({ id }) => id)).toEqual(["trial", "launch", "review", "publish", "spend"]);
});

test("a reviewer is only shown what a reviewer may do", () => {
  expect(firstRunSteps(["reviewer"], nothing, hrefs).map(({ id }) => id)).toEqual(["review"]);
});

test("once all of one's steps are done nothing is shown", () => {
  expect(firstRunSteps(["reviewer"], { ...nothing, review: true }, hrefs)).toEqual([]);
  expect(firstRunSteps(["operator", "manager"], everything, hrefs)).toEqual([]);
});

test("who may not review their own launch is led to add a reviewer", () => {
  const steps = firstRunSteps(["operator", "reviewer", "admin"], { ...nothing, launch: true }, hrefs, true);
  expect(steps.find(({ id }) => id === "review")).toMatchObject({
    href: "/settings/members",
    needsOtherEyes: true,
  });
});
