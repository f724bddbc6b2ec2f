import { expect, test } from "vitest";
import { type KnownCall, matchPrompts } from "#lib/explanations/match-prompts.ts";
import { promptBases } from "#lib/explanations/prompt-basis.ts";
import { rowHistory } from "#lib/explanations/row-history.ts";
import { recipeOf } from "#lib/items/recipe.ts";
import { promptDigest } from "#lib/models/endpoints/prompt-digest.ts";
import { templateBodySchema } from "#lib/templates/template.ts";

const { sections, inputs, outputs, rules } = templateBodySchema.parse({
  sections: { instruction: "Title for {{ name }}." },
  inputs: [{ name: "name", type: "text", required: true, onMissing: "block" }],
  outputs: [{ name: "title", type: "text" }],
});
const recipe = recipeOf(
  { sections, inputs, outputs, rules },
  {},
  { hasFallback: false, waitsOutOutages: false },
);
const at = (minute: number) => new Date(Date.UTC(2026, 10, 29, 12, minute));
const sent = (content: string) => promptDigest([{ role: "user", content }]);
const call = (known: Partial<KnownCall>): KnownCall => ({
  at: at(5),
  step: 0,
  purpose: "generate",
  promptDigest: null,
  answer: null,
  ...known,
});
const rejection = {
  from: at(10),
  to: at(20),
  feedback: { complaint: "Wrong.", note: null, output: { title: "A" } },
};

test("a row is what it was before each of its corrections, the latest first", () => {
  const history = rowHistory({ name: "C", size: "1" }, [
    { at: at(1), before: { name: "A" } },
    { at: at(2), before: { name: "B" } },
  ]);
  expect(history).toEqual([
    { values: { name: "C", size: "1" }, from: at(2), to: null },
    { values: { name: "B", size: "1" }, from: at(1), to: at(2) },
    { values: { name: "A", size: "1" }, from: null, to: at(1) },
  ]);
});

test("a digest finds the row that a prompt was made from, whatever the clocks say", async () => {
  const bases = promptBases("en", rowHistory({ name: "B" }, [{ at: at(1), before: { name: "A" } }]), []);
  const [found] = await matchPrompts(recipe, bases, [], [call({ promptDigest: sent("Title for A.") })]);
  expect(found).toEqual({ sentAs: "as-sent", messages: [{ role: "user", content: "Title for A." }] });
});

test("without a digest the row and the rejection of that moment are taken, and nobody says that it is sure", async () => {
  const rows = rowHistory({ name: "B" }, [{ at: at(4), before: { name: "A" } }]);
  const bases = promptBases("en", rows, [rejection]);
  const found = await matchPrompts(
    recipe,
    bases,
    [],
    [call({ at: at(3) }), call({ at: at(5) }), call({ at: at(15) })],
  );
  expect(found.map((one) => [one?.sentAs, one?.messages.length, one?.messages[0]?.content])).toEqual([
    ["unverified", 1, "Title for A."],
    ["unverified", 1, "Title for B."],
    ["unverified", 3, "Title for B."],
  ]);
});

test("a repair is matched with the very answer that it asked to mend, though others lie between", async () => {
  const bases = promptBases("en", rowHistory({ name: "A" }, []), []);
  const first = call({ answer: "no json" });
  const second = call({ answer: "nothing" });
  const [, , guess] = await matchPrompts(recipe, bases, [], [first, second, call({ purpose: "repair" })]);
  expect(guess?.messages[1]?.content).toBe("nothing");
  const [mending] = await matchPrompts(recipe, bases, [], [first]);
  expect(mending?.messages).toHaveLength(1);
  const repair = await matchPrompts(recipe, bases, [], [first, call({ purpose: "repair" })]);
  const digest = promptDigest(repair[1]?.messages ?? []);
  const found = await matchPrompts(
    recipe,
    bases,
    [],
    [first, second, call({ purpose: "repair", promptDigest: digest })],
  );
  expect(found[2]).toMatchObject({ sentAs: "as-sent", messages: [{}, { content: "no json" }, {}] });
});

test.each([
  ["a repair whose answer is not kept", call({ purpose: "repair" })],
  ["a check", call({ purpose: "check" })],
  ["a step that the recipe has no more", call({ step: 3 })],
  ["a row that cannot be rendered", call({ promptDigest: sent("x") }), {}],
])("for %s there are no messages, and nothing breaks", async (_, known, values = { name: "A" }) => {
  const bases = promptBases("en", rowHistory(values as Record<string, string>, []), []);
  expect(await matchPrompts(recipe, bases, [], [known])).toEqual([null]);
});

test("a digest tells who says what, and where a message ends", () => {
  const digest = promptDigest([{ role: "user", content: "ab" }]);
  expect(digest).toMatch(/^[\w-]{16}$/);
  expect(promptDigest([{ role: "system", content: "ab" }])).not.toBe(digest);
  expect(
    promptDigest([
      { role: "user", content: "a" },
      { role: "user", content: "b" },
    ]),
  ).not.toBe(digest);
});
