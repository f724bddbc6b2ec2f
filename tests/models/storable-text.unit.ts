import { expect, test } from "vitest";
import { classifyAnswer } from "#lib/models/endpoints/classify.ts";
import { cutText, storableText, storableValue } from "#lib/storable-text.ts";
import { parseOutput } from "#lib/templates/output.ts";
import { outputFieldSchema } from "#lib/templates/template.ts";

test("NUL is dropped and half a surrogate pair is replaced, everything else is kept", () => {
  expect(storableText("a\0b\ud83dc\udc00")).toBe("ab\uFFFDc\uFFFD");
  expect(storableText("Rosé 😀 𠀀 \u0001\n")).toBe("Rosé 😀 𠀀 \u0001\n");
});

test("so it is in every text and name of a value", () => {
  expect(storableValue({ "a\0": ["\ud83d", 1, null, { b: "\0" }] })).toEqual({
    a: ["\uFFFD", 1, null, { b: "" }],
  });
});

test("so it is in what a model wrote as escapes", () => {
  const fields = [outputFieldSchema.parse({ name: "title", type: "text" })];
  expect(parseOutput(fields, '{"title":"a\\u0000b\\ud83d"}')).toMatchObject({
    output: { title: "ab\uFFFD" },
  });
});

test("a cut never splits a character", () => {
  expect(cutText("ab😀", 3)).toBe("ab");
  expect(cutText("ab😀", 4)).toBe("ab😀");
  expect(cutText("ab😀c", 4)).toBe("ab😀");
});

test("a provider's words for a person are mended and cut the same way", () => {
  const body = JSON.stringify({ error: { code: "a\0", message: `\0\ud83d${"x".repeat(498)}😀` } });
  expect(classifyAnswer({ status: 402, headers: {}, body }, 0, new Date())).toEqual({
    kind: "exhausted",
    code: "a",
    detail: `\uFFFD${"x".repeat(498)}`,
  });
});
