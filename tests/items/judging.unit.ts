import { describe, expect, test } from "vitest";
import { makeModelChecks } from "#lib/checks/by-model/make-model-checks.ts";
import { LONGEST_WATCHED_WAIT_MS, MAX_FAILURES } from "#lib/items/advance.ts";
import { recipeOf } from "#lib/items/recipe.ts";
import { verdictsOf } from "#lib/items/verdicts-of-ending.ts";
import { templateBodySchema } from "#lib/templates/template.ts";
import { answered, PlayedItem } from "./play-item.ts";

const body = templateBodySchema.parse({
  sections: { instruction: "Write a title for {{ name }}." },
  inputs: [{ name: "name", onMissing: "skip" }],
  outputs: [{ name: "title", type: "text" }],
  evaluators: [{ name: "tone", kind: "judge", rubric: "Calm.", modelId: "judge-model" }],
  checks: [
    { kind: "judge", evaluator: "tone" },
    { kind: "moderation", modelId: "moderator" },
  ],
});

function judged(waitsOutOutages = true) {
  const modelChecks = makeModelChecks(body, "batch");
  return recipeOf(body, {}, { hasFallback: false, waitsOutOutages, modelChecks });
}

const title = answered('{"title":"Fig"}');
const rating = answered('{"reason":"Calm.","score":5}');
const clean = answered('[{"flagged":false,"categories":[]}]');

function codesOf(item: PlayedItem): string[] {
  if (item.command.do !== "end") throw new Error(`The item stands at ${item.command.do}.`);
  return verdictsOf(item.command.ending, item.progress, []).map(({ message }) => message.code);
}

describe("models that are asked about an output", () => {
  test("are asked once it is finished, each by its own model, as checks", () => {
    const item = new PlayedItem(judged()).play(title, rating, clean);
    expect(item.calls.map(({ purpose, step, modelId, speaks }) => [purpose, step, modelId, speaks])).toEqual([
      ["generate", 0, undefined, undefined],
      ["check", 1, "judge-model", "chat"],
      ["check", 2, "moderator", "moderation"],
    ]);
    expect(item.command).toMatchObject({
      do: "end",
      ending: { state: "succeeded", output: { title: "Fig" } },
    });
    expect(codesOf(item)).toEqual(["format_fits", "judge_passed", "moderation_clean"]);
    expect(item.progress).toMatchObject({ attempts: 3, cost: "0.03" });
  });

  test("are not asked again by whoever goes on after they have answered", () => {
    const before = new PlayedItem(judged()).play(title, rating);
    expect(before.progress.ended).toHaveLength(2);
    const after = new PlayedItem(judged(), { name: "Fig" }, undefined, before.progress.ended).play(clean);
    expect(after.calls.map(({ step }) => step)).toEqual([2]);
    expect(codesOf(after)).toEqual(["format_fits", "judge_passed", "moderation_clean"]);
  });

  test("that answer nonsense are asked no second time, and their words are kept", () => {
    const item = new PlayedItem(judged()).play(title, answered("lovely"), clean);
    expect(item.calls).toHaveLength(3);
    expect(codesOf(item)).toEqual(["format_fits", "check_not_run", "moderation_clean"]);
  });

  test.each([
    ["refuses", { kind: "refused", code: "http_400", detail: "no" }],
    ["does not accept the key", { kind: "refused", code: "http_401", detail: "no", unaccepted: "key" }],
    ["has no balance left", { kind: "exhausted", code: "http_402", detail: "no" }],
    ["is out", { kind: "unavailable", code: "http_503", outage: true }],
    ["is shut for long", { kind: "throttled", retryAfterMs: LONGEST_WATCHED_WAIT_MS + 1 }],
  ] as const)(
    "whose provider %s keep no output from being made: the check says that it was not run",
    (_, outcome) => {
      for (const waits of [true, false]) {
        const item = new PlayedItem(judged(waits)).play(title, outcome, clean);
        expect(codesOf(item)).toEqual(["format_fits", "check_not_run", "moderation_clean"]);
        expect(item.command).toMatchObject({ ending: { state: "succeeded" } });
      }
    },
  );

  test("that fail again and again are given up, and the item goes on", () => {
    const failing = Array.from(
      { length: MAX_FAILURES },
      () => ({ kind: "unavailable", code: "http_500" }) as const,
    );
    const item = new PlayedItem(judged()).play(title, ...failing, clean);
    expect(item.waits).toHaveLength(MAX_FAILURES - 1);
    expect(codesOf(item)).toEqual(["format_fits", "check_not_run", "moderation_clean"]);
  });

  test("wait for money where the batch waits, and in a trial say that they were not run", () => {
    const batch = new PlayedItem(judged(true)).play(title);
    batch.happen({ kind: "unfunded", budget: null });
    expect(batch.command).toMatchObject({ do: "pause", reason: { code: "over_budget" } });
    expect(batch.progress.ended).toHaveLength(1);
    const trial = new PlayedItem(judged(false)).play(title);
    trial.happen({ kind: "unfunded", budget: null });
    trial.happen({ kind: "unfunded", budget: "Marketing" });
    expect(trial.command).toMatchObject({
      ending: {
        state: "succeeded",
        judged: [
          { judgement: { notRun: { code: "judge_cap_reached" } } },
          { judgement: { notRun: { code: "over_budget" } } },
        ],
      },
    });
  });

  test("that are not asked any more, because the run was cancelled, leave the output with what they say by then", () => {
    const item = new PlayedItem(judged()).play(title, rating);
    item.happen({ kind: "unjudged", failure: { code: "judge_run_cancelled" } });
    expect(codesOf(item)).toEqual(["format_fits", "judge_passed", "check_not_run"]);
  });

  test("are asked nothing of an item that made no output", () => {
    const skipped = new PlayedItem(judged(), { name: "" }).play();
    expect(skipped.command).toMatchObject({ ending: { state: "skipped" } });
    expect(skipped.calls).toHaveLength(0);
  });
});
