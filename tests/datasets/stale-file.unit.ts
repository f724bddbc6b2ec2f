import { expect, test } from "vitest";
import { isStale, KEPT_FOR_MS, ownerOf } from "#lib/datasets/stale-file.ts";
import type { ObjectKey } from "#lib/objects/object-store.ts";

const UPLOAD = "01a2045f-4a30-710f-a4ed-3e569e45202e";
const OTHER = "01a2045f-4a30-710f-a4ed-3e569e45202f";
const old = (name: string) => ({ key: `uploads/${name}` as ObjectKey, ageMs: KEPT_FOR_MS + 1 });
const never = () => false;

test("an upload that nobody imported is stale after a day and not before", () => {
  expect(isStale(old(UPLOAD), never)).toBe(true);
  expect(isStale({ key: `uploads/${UPLOAD}`, ageMs: KEPT_FOR_MS }, never)).toBe(false);
});

test("an upload that a dataset was made of stays", () => {
  expect(isStale(old(UPLOAD), (id) => id === UPLOAD)).toBe(false);
  expect(isStale(old(OTHER), (id) => id === UPLOAD)).toBe(true);
});

test("error files stay as long as their dataset", () => {
  for (const name of [`${UPLOAD}.errors.en.csv`, `${UPLOAD}.errors.zh-CN.csv`]) {
    expect(ownerOf(`uploads/${name}`)).toBe(UPLOAD);
    expect(
      isStale(old(name), (id) => id === UPLOAD),
      name,
    ).toBe(false);
    expect(isStale(old(name), never), name).toBe(true);
  }
});

test("what is not known stays", () => {
  for (const name of ["notes.txt", ".gitkeep", `${UPLOAD}.copy`])
    expect(isStale(old(name), never), name).toBe(false);
});
