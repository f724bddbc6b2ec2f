import { expect, test } from "vitest";
import { partialOutput } from "#lib/trials/partial-output.ts";

test("a field that is being written shows what is there", () => {
  expect(partialOutput('{"title": "Ambre", "descr')).toEqual({ title: "Ambre" });
  expect(partialOutput('{"title": "Ambre", "description":')).toEqual({ title: "Ambre" });
  expect(partialOutput('{"title": "Ambre", "description": "A warm, \\"dry')).toEqual({
    title: "Ambre",
    description: 'A warm, "dry',
  });
});

test("half an escape is left out", () => {
  expect(partialOutput('{"title": "caf\\u00')).toEqual({ title: "caf" });
  expect(partialOutput('{"title": "a\\')).toEqual({ title: "a" });
  expect(partialOutput('{"title": "caf\\u00e9')).toEqual({ title: "café" });
});

test("what is not a text is shown as what it will be", () => {
  expect(partialOutput('{"points": ["one", "tw')).toEqual({ points: ["one", "tw"] });
  expect(partialOutput('{"seo": {"title": "Am')).toEqual({ seo: { title: "Am" } });
});

test("a name that a text mentions is not taken for its field", () => {
  expect(partialOutput('{"notes": "the \\"title\\": none", "title": "Ambre')).toEqual({
    notes: 'the "title": none',
    title: "Ambre",
  });
});

test("words and fences around the object do not hide it", () => {
  expect(partialOutput('Here it is:\n```json\n{"title": "Ambre')).toEqual({ title: "Ambre" });
  expect(partialOutput('{"title": "Ambre"}\n```')).toEqual({ title: "Ambre" });
});

test("nothing written is nothing shown, nor is what cannot be read", () => {
  for (const text of ["", "Sorry", "{", '{"', "{title: Ambre", '{"title": }', "{]", "{,", '{"a" "b"'])
    expect(partialOutput(text), text).toEqual({});
});

test("every beginning of an output can be read", () => {
  const whole = {
    title: 'Ambre "noir" \\ 香水 🌹',
    points: ["a\nb", "c"],
    seo: { n: -1.5e3, ok: true, none: null },
  };
  const json = JSON.stringify(whole);
  for (let length = 0; length < json.length; length++)
    expect(() => partialOutput(json.slice(0, length))).not.toThrow();
  expect(partialOutput(json)).toEqual(whole);
});

test("reasoning before the output is not shown as it", () => {
  expect(partialOutput('<think>Perhaps {"title": "DRAFT"}')).toEqual({});
  expect(partialOutput('<think>Perhaps {"title": "DRAFT"}</think>{"title": "Am')).toEqual({ title: "Am" });
  expect(partialOutput('Perhaps {"title": "DRAFT"}</think>{"title": "Am')).toEqual({ title: "Am" });
  expect(partialOutput('{"title": "The <think> tag')).toEqual({ title: "The <think> tag" });
});
