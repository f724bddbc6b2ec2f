import { expect, test } from "vitest";
import { partialFields } from "#lib/trials/partial-output.ts";

const names = ["title", "description", "points"];

test("a field that is being written shows what is there", () => {
  expect(partialFields('{"title": "Ambre", "descr', names)).toEqual({ title: "Ambre" });
  expect(partialFields('{"title": "Ambre", "description": "A warm, \\"dry', names)).toEqual({
    title: "Ambre",
    description: 'A warm, "dry',
  });
});

test("half an escape is left out", () => {
  expect(partialFields('{"title": "caf\\u00', names)).toEqual({ title: "caf" });
  expect(partialFields('{"title": "a\\', names)).toEqual({ title: "a" });
  expect(partialFields('{"title": "caf\\u00e9', names)).toEqual({ title: "café" });
});

test("what is not a text is shown as it stands", () => {
  expect(partialFields('{"points": ["one", "tw', names)).toEqual({ points: '["one", "tw' });
});

test("nothing written is nothing shown", () => {
  expect(partialFields("", names)).toEqual({});
});
