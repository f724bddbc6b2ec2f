import { expect, test } from "vitest";
import { progressOf } from "#lib/items/progress.ts";
import { type ItemPrompt, promptOf } from "#lib/items/prompt-of.ts";
import { chain, recipe } from "./play-item.ts";

const source = {
  values: { name: "Rose" },
  language: "en",
  feedback: { complaint: "It is wrong.", note: "It is 50 ml", output: { title: "Rose 100 ml" } },
};

async function wordsOf(prompt: ItemPrompt | Promise<ItemPrompt>): Promise<string[]> {
  const rendered = await prompt;
  return rendered.kind === "call" ? rendered.call.messages.map(({ content }) => content) : [];
}

test("an output that is made anew is asked for with what was rejected and why", async () => {
  const words = await wordsOf(promptOf(recipe(), progressOf(source)));
  expect(words.at(-2)).toBe('{"title":"Rose 100 ml"}');
  expect(words.at(-1)).toContain("It is wrong.");
  const first = await wordsOf(promptOf(recipe(), progressOf({ ...source, feedback: undefined } as never)));
  expect(words.slice(0, -2)).toEqual(first);
});

test("its repair keeps what was said of it, and comes after", async () => {
  const carried = { attempts: 1, cost: "0", answer: { text: '{"title":"Too long"}' } };
  const words = await wordsOf(promptOf(recipe(), progressOf(source, carried)));
  expect(words.findIndex((text) => text.includes("It is 50 ml"))).toBeLessThan(
    words.findIndex((text) => text.includes("does not fit")),
  );
});

test("of a chain only the steps that wrote a part of it are told, each of its own part", async () => {
  const steps = chain(
    { name: "facts", instruction: "List facts.", field: "facts" },
    { name: "copy", instruction: "Write.", field: "title" },
  );
  expect((await wordsOf(promptOf(steps, progressOf(source)))).join()).not.toContain("rejected");
  const ended = [{ output: { facts: "50 ml" }, attempts: 1, cost: "0" }];
  const second = await wordsOf(promptOf(steps, progressOf(source, undefined, ended)));
  expect(second.at(-2)).toBe('{"title":"Rose 100 ml"}');
});
