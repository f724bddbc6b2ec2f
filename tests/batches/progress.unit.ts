import { expect, test } from "vitest";
import {
  addSample,
  currentRate,
  meanRate,
  type ProgressSample,
  remainingMs,
} from "#lib/batches/view/progress.ts";

test("the rate is of the last half minute", () => {
  let samples: ProgressSample[] = [];
  for (let second = 0; second <= 60; second++)
    samples = addSample(samples, {
      atMs: second * 1_000,
      ended: second < 30 ? second * 2 : 60 + (second - 30) * 5,
    });
  expect(currentRate(samples)).toBeCloseTo(5);
});

test("nothing is said before there is something to say", () => {
  expect(currentRate([])).toBeNull();
  expect(
    currentRate([
      { atMs: 0, ended: 0 },
      { atMs: 500, ended: 9 },
    ]),
  ).toBeNull();
  expect(meanRate(0, 0, 10_000)).toBeNull();
  expect(remainingMs(10, [null, 0])).toBeNull();
  expect(remainingMs(0, [5])).toBeNull();
});

test("the rest takes between what the faster and the slower rate say", () => {
  expect(remainingMs(100, [10, 5])).toEqual({ low: 10_000, high: 20_000 });
});
