import { expect, test } from "vitest";
import { isStale, KEPT_FOR_MS } from "#lib/datasets/stale-file.ts";

const UPLOAD = "01a2045f-4a30-710f-a4ed-3e569e45202e";
const OTHER = "01a2045f-4a30-710f-a4ed-3e569e45202f";
const old = (name: string) => ({ name, ageMs: KEPT_FOR_MS + 1 });
const never = () => false;
const always = () => true;

test("an upload that nobody imported is stale after a day and not before", () => {
  expect(isStale(old(UPLOAD), never)).toBe(true);
  expect(isStale({ name: UPLOAD, ageMs: KEPT_FOR_MS }, never)).toBe(false);
});

test("an upload that a dataset was made of stays", () => {
  expect(isStale(old(UPLOAD), (id) => id === UPLOAD)).toBe(false);
  expect(isStale(old(OTHER), (id) => id === UPLOAD)).toBe(true);
});

test("what readers kept aside goes, whoever they read for", () => {
  for (const name of [
    `${UPLOAD}.scratch`,
    `${UPLOAD}.${OTHER}.scratch`,
    `${UPLOAD}.errors.zh-CN.csv.${OTHER}`,
  ])
    expect(isStale(old(name), always), name).toBe(true);
});

test("error files stay, and so does what is not known", () => {
  for (const name of [`${UPLOAD}.errors.en.csv`, `${UPLOAD}.errors.zh-CN.csv`, "notes.txt", ".gitkeep"])
    expect(isStale(old(name), never), name).toBe(false);
});
