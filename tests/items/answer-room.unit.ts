import { describe, expect, test } from "vitest";
import { carriedOf, progressOf } from "#lib/items/progress.ts";
import { type GenerateStep, generateStepAt, type Recipe } from "#lib/items/recipe.ts";
import { meterOf } from "#lib/models/meter.ts";
import { answered, PlayedItem, recipe } from "./play-item.ts";

/** A recipe whose fields need little room: all of it is asked for at first, unless a trial measured less. */
const withBounds = (given: Partial<GenerateStep>): Recipe => {
  const made = recipe();
  return { ...made, steps: [{ ...generateStepAt(made, 0), ...given }] };
};
const least = generateStepAt(recipe(), 0).maxRepairTokens;
const limit = (tokens: number, isMost = false) => ({ limit: { tokens, isMost } });
const cut = (text: string, tokens: number, more: object = {}) =>
  answered(text, {
    finishReason: "length",
    usage: meterOf({ inputTokens: 10, outputTokens: tokens }),
    ...limit(tokens),
    ...more,
  });
const fits = answered('{"title":"Fig"}');
const asked = (item: PlayedItem) => item.calls.map(({ terms }) => terms.maxOutputTokens);

describe("an answer that ends at its limit", () => {
  test.each([
    ["says nothing", cut("", least)],
    ["is in the midst of its reasoning", cut("<think>Let me see. {", least)],
    ["reasons in prose before any JSON", cut("Let me see what suits a fig", least)],
    [
      "has reasoned by its provider's count",
      cut('{"title":"F', least, { usage: meterOf({ outputTokens: least, reasoningTokens: 200 }) }),
    ],
    ["has reasoned beside its content", cut('{"title":"F', least, { reasoned: true })],
  ])("and %s is asked for again as it was, with much more room", (_, first) => {
    const item = new PlayedItem(recipe()).play(first, fits);
    expect(item.command).toMatchObject({ ending: { state: "succeeded", fits: "at-once" } });
    expect(asked(item)).toEqual([least, 8_192]);
    expect(item.calls.map(({ purpose, call }) => [purpose, call])).toEqual([
      ["generate", 0],
      ["generate", 1],
    ]);
    expect(item.calls[1]?.terms.isRaised).toBe(true);
    expect(item.calls[1]?.messages).toEqual(item.calls[0]?.messages);
  });

  test("of reasoning has its room raised twice at most, and then says what to do", () => {
    const item = new PlayedItem(recipe()).play(cut("", least), cut("", 8_192), cut("", 32_768), fits);
    expect(asked(item)).toEqual([least, 8_192, 32_768]);
    expect(item.command).toEqual({
      do: "end",
      ending: {
        state: "failed",
        failure: { code: "output_all_reasoning", params: { tokens: 32_768, most: "no" } },
        misfits: true,
      },
    });
  });

  test("of JSON is asked for again with all the room its fields may need, then sent back to be shortened", () => {
    const item = new PlayedItem(withBounds({ maxOutputTokens: 40 })).play(
      cut('{"title":"Fi', 40),
      cut('{"title":"Figs and', least),
      fits,
    );
    expect(asked(item)).toEqual([40, least, least]);
    expect(item.calls.map(({ purpose }) => purpose)).toEqual(["generate", "generate", "repair"]);
    expect(item.calls[1]?.terms.isRaised).toBe(false);
    expect(item.command).toMatchObject({ ending: { state: "succeeded", fits: "repaired" } });
  });

  test("that a person set is not asked for again beyond it", () => {
    const given = withBounds({ maxOutputTokens: 500, maxRepairTokens: 500, isLimitGiven: true });
    const item = new PlayedItem(given).play(cut("", 500));
    expect(item.command).toMatchObject({
      ending: { failure: { code: "output_all_reasoning", params: { tokens: 500, most: "no" } } },
    });
    expect(new PlayedItem(given).play(cut('{"title":"Figs', 500), fits).calls[1]?.purpose).toBe("repair");
  });

  test("beyond which the model gives nothing is told as such", () => {
    const item = new PlayedItem(recipe()).play(cut("", 4_096, limit(4_096, true)));
    expect(item.command).toMatchObject({
      ending: { failure: { code: "output_all_reasoning", params: { tokens: 4_096, most: "yes" } } },
    });
  });

  test("but fits all the same is taken", () => {
    const item = new PlayedItem(recipe()).play(cut('{"title":"Fig"}', least));
    expect(item.command).toMatchObject({ ending: { state: "succeeded" } });
  });

  test("keeps its room where another worker takes the item up", () => {
    const { progress } = new PlayedItem(recipe()).play(cut("", least));
    const carried = carriedOf(progress);
    expect(carried).toMatchObject({ attempts: 1, raised: { tokens: 8_192, forReasoning: true } });
    expect(progressOf(progress.source, carried).raised).toEqual(progress.raised);
    expect(asked(new PlayedItem(recipe(), undefined, carried).play(fits))).toEqual([8_192]);
  });

  test("is measured by what was billed where nobody knows what was asked for", () => {
    const item = new PlayedItem(recipe()).play(
      answered("", { finishReason: "length", usage: meterOf({ outputTokens: 3_000 }) }),
      fits,
    );
    expect(asked(item)).toEqual([least, 12_000]);
  });
});
