import { expect, test } from "vitest";
import { isBlankText, trimBlanks } from "#lib/blank-text.ts";

const UNSEEN = /[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\u2800]/u;

test("missing is what Unicode says nobody sees, character by character", () => {
  const differing: string[] = [];
  for (let code = 0; code <= 0x10ffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const character = String.fromCodePoint(code);
    if (isBlankText(character) !== UNSEEN.test(character)) differing.push(code.toString(16));
  }
  expect(differing).toEqual([]);
});

test.each([
  ["no-break spaces", "\u00a0\u202f"],
  ["a byte order mark", "\ufeff"],
  ["zero-width signs", "\u200b\u200c\u200d\u2060"],
  ["ideographic spaces", "\u3000"],
  ["a soft hyphen and marks of direction", "\u00ad\u200e\u202e"],
])("%s are no value", (_, text) => {
  expect(isBlankText(text)).toBe(true);
  expect(trimBlanks(`${text}👩‍👩 a${text}b${text}`)).toBe(`👩‍👩 a${text}b`);
  expect(trimBlanks(text)).toBe("");
});

test("a long run of blanks is passed over once", () => {
  expect(trimBlanks(`a${" ".repeat(500_000)}b`)).toHaveLength(500_002);
});
