import { expect, test } from "vitest";
import { stepsRead } from "#lib/conversations/steps-read.ts";
import { EMPTY_SECTIONS } from "#lib/templates/section.ts";

const found = [
  { name: "facts", asked: null, value: { list: ["cedar", "fig"], house: { name: "Lune" } } },
  { name: "facts", asked: "{}", value: { list: "of a tool" } },
  { name: "price", asked: null, value: { price: 9.9 } },
];

test("an example of a later step has what its prompt reads of earlier ones, and nothing else of them", () => {
  const sections = {
    ...EMPTY_SECTIONS,
    instruction: "Write of {{ steps.facts.list }} by {{ steps.facts.house.name }}.",
    context: "{% if steps.facts.list %}{{ steps.facts.gone }}{% endif %}",
  };
  expect(stepsRead(sections, found)).toEqual([
    { name: "steps.facts.list", value: '["cedar","fig"]' },
    { name: "steps.facts.house.name", value: "Lune" },
    { name: "steps.facts.gone", value: "" },
  ]);
  expect(stepsRead({ ...sections, instruction: "{% if %}", context: "" }, found)).toEqual([]);
});
