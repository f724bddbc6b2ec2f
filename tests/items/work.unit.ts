import { describe, expect, test } from "vitest";
import {
  backoffMs,
  LONGEST_WAIT_FOR_WORK_MS,
  LONGEST_WATCHED_WAIT_MS,
  MAX_FAILURES,
} from "#lib/items/advance.ts";
import { carriedOf, stepsEndedSince } from "#lib/items/progress.ts";
import { type Recipe, recipeOf } from "#lib/items/recipe.ts";
import { workOf } from "#lib/items/work-of.ts";
import type { WorkOutcome } from "#lib/items/work-outcome.ts";
import { newId } from "#lib/new-id.ts";
import { templateBodySchema } from "#lib/templates/template.ts";
import { answered, PlayedItem } from "./play-item.ts";

const found: WorkOutcome = {
  kind: "done",
  value: { title: "A fig tree", brand: "Acme" },
  evidence: { keys: ["P-1"] },
};
const failure = { code: "tool_unavailable", params: { tool: "PIM" } };
const unavailable: WorkOutcome = { kind: "unavailable", failure };
const writes = answered('{"title":"Fig"}');

function recipe(
  first: Record<string, unknown> = {},
  ways: Partial<Pick<Recipe, "waitsOutOutages">> = {},
): Recipe {
  const body = templateBodySchema.parse({
    inputs: [
      { name: "name", onMissing: "skip" },
      { name: "parent", required: false, onMissing: "skip" },
    ],
    steps: [
      { name: "parent", kind: "look-up", query: "{{ name }}", ...first },
      {
        name: "copy",
        sections: { instruction: "Write {{ name }} of {{ steps.parent.title }}, {{ steps.parent.colour }}." },
        outputs: [{ name: "title", type: "text" }],
      },
    ],
  });
  return recipeOf(body, {}, { hasFallback: false, waitsOutOutages: true, ...ways });
}

const played = (of: Recipe, ...works: WorkOutcome[]) => {
  const item = new PlayedItem(of);
  item.works.push(...works);
  return item;
};

describe("a step that asks no model", () => {
  test("is done before the next one, which reads its fields; what it lacks is blank", () => {
    const item = played(recipe(), found).play(writes);
    expect(item.calls).toMatchObject([
      { step: 1, call: 0, messages: [{ content: "Write Fig of A fig tree, ." }] },
    ]);
    expect(item.command).toMatchObject({ ending: { state: "succeeded", output: { title: "Fig" } } });
    expect(item.progress).toMatchObject({ attempts: 1, cost: "0.01" });
  });

  test("ends with its value and what that rests on, and costs nothing", () => {
    const of = recipe();
    const item = new PlayedItem(of);
    const before = item.progress;
    item.happen({ kind: "worked", outcome: found });
    expect(stepsEndedSince(of, before, item.progress)).toEqual([
      {
        ...{ step: 0, name: "parent", attempts: 0, cost: "0" },
        output: { title: "A fig tree", brand: "Acme" },
        evidence: { keys: ["P-1"] },
      },
    ]);
  });

  test("is left out where its condition does not hold, and reads as blank", () => {
    const item = played(recipe({ when: { all: [{ input: "parent", is: "present" }] } })).play(writes);
    expect(item.worked).toBe(0);
    expect(item.progress.ended[0]).toMatchObject({ output: null });
    expect(item.calls[0]?.messages.at(-1)?.content).toBe("Write Fig of , .");
  });

  test("that fails is tried again with longer waits, and fails the item after five times", () => {
    const item = played(recipe(), ...Array<WorkOutcome>(MAX_FAILURES + 1).fill(unavailable)).play();
    expect(item.worked).toBe(MAX_FAILURES);
    expect(item.waits).toEqual([1, 2, 3, 4].map((failures) => backoffMs(failures, 1)));
    expect(item.command).toMatchObject({ ending: { state: "failed", failure, misfits: false } });
    expect(item.progress).toMatchObject({ attempts: 0, cost: "0" });
  });

  test("that comes right meanwhile leaves no failure to the step behind it", () => {
    const item = played(recipe(), unavailable, unavailable, found).play(writes);
    expect(item.command).toMatchObject({ ending: { state: "succeeded" } });
    expect(item.progress.failures).toBe(0);
  });

  test("that says no of the item fails it at once", () => {
    const item = played(recipe(), { kind: "refused", failure }).play();
    expect(item.worked).toBe(1);
    expect(item.command).toMatchObject({ ending: { state: "failed", failure } });
  });

  test("that asks for a pause is waited for, and burns no attempt", () => {
    const full: WorkOutcome = { kind: "throttled", forMs: 40_000, failure };
    const item = played(recipe(), ...Array<WorkOutcome>(MAX_FAILURES + 3).fill(full), found).play(writes);
    expect(item.waits[0]).toBe(50_000);
    expect(item.command).toMatchObject({ ending: { state: "succeeded" } });
  });

  test("that nobody answers for is waited for like an outage, but where somebody looks on", () => {
    const outage: WorkOutcome = { ...unavailable, outageMs: 1_000 } as WorkOutcome;
    const item = played(recipe(), ...Array<WorkOutcome>(MAX_FAILURES + 3).fill(outage), found).play(writes);
    expect(item.command).toMatchObject({ ending: { state: "succeeded" } });
    const watched = played(
      recipe({}, { waitsOutOutages: false }),
      ...Array<WorkOutcome>(9).fill(outage),
    ).play();
    expect(watched.worked).toBe(MAX_FAILURES);
    expect(watched.command).toMatchObject({ ending: { state: "failed", failure } });
  });

  test("pauses the run where nobody waits for so long: a minute while somebody looks on, an hour else", () => {
    const full = (forMs: number): WorkOutcome => ({ kind: "throttled", forMs, failure });
    const watched = recipe({}, { waitsOutOutages: false });
    expect(played(watched, full(LONGEST_WATCHED_WAIT_MS + 1)).play().command).toEqual({
      ...{ do: "pause", reason: failure },
    });
    expect(played(recipe(), full(LONGEST_WAIT_FOR_WORK_MS + 1)).play().command).toMatchObject({
      do: "pause",
    });
    expect(played(recipe(), full(LONGEST_WATCHED_WAIT_MS + 1), found).play().command).toEqual({ do: "call" });
  });

  test("pauses the run for what somebody has to mend, and leaves the item as it was", () => {
    const item = new PlayedItem(recipe());
    const before = item.progress;
    item.happen({ kind: "worked", outcome: { kind: "blocked", failure } });
    expect(item.command).toEqual({ do: "pause", reason: failure });
    expect(item.progress).toEqual(before);
  });
});

describe("an item that is taken up again", () => {
  test("goes on behind the work that has ended", () => {
    const of = recipe();
    const first = played(of, found);
    first.play();
    const { ended } = first.progress;
    const again = new PlayedItem(of, { name: "Fig" }, carriedOf(first.progress), ended);
    expect(again.play(writes).worked).toBe(0);
    expect(again.command).toMatchObject({ ending: { state: "succeeded" } });
  });

  test("tries work again that had failed, with the failures it had", () => {
    const first = played(recipe(), unavailable, unavailable);
    first.play();
    const again = new PlayedItem(recipe(), { name: "Fig" }, carriedOf(first.progress), []);
    again.works.push(...Array<WorkOutcome>(MAX_FAILURES).fill(unavailable));
    expect(again.play().worked).toBe(MAX_FAILURES - 2);
  });
});

describe("what is to be done for a row", () => {
  test("is rendered of the row; one without a value that is needed is skipped", async () => {
    const item = new PlayedItem(recipe({ query: "{{ name | upcase }}", except: "{{ name }}" }));
    expect(await workOf(item.recipe, item.progress)).toEqual({
      kind: "work",
      work: { kind: "look-up", by: "key", query: "FIG", limit: 5, except: "Fig" },
    });
    const without = new PlayedItem(recipe({ query: "{{ parent }}" }));
    expect(await workOf(without.recipe, without.progress)).toEqual({ kind: "skipped", input: "parent" });
  });

  test("of a tool has a text for each input that there is a value for", async () => {
    const of = recipe({
      ...{ kind: "http", toolId: "t", inputs: { sku: "name", lang: "language", parent: "parent", none: "" } },
    });
    const item = new PlayedItem(of);
    expect(await workOf(of, item.progress)).toEqual({
      kind: "work",
      work: { kind: "http", toolId: "t", inputs: { sku: "Fig", lang: "en" } },
    });
  });
});

describe("a step in which a model draws", () => {
  const paid = { attempts: 2, cost: "0.08" };
  const drawing = () => {
    const body = templateBodySchema.parse({
      inputs: [{ name: "photo", type: "picture" }],
      steps: [
        {
          ...{ name: "scene", kind: "edit-picture", source: "photo", field: "picture" },
          ...{ modelId: newId(), prompt: "On {{ photo }}", count: 2 },
        },
      ],
    });
    return recipeOf(body, {}, { hasFallback: false, waitsOutOutages: true });
  };
  const drawn = { kind: "done", value: { picture: "asset-1" }, paid } as const;

  test("is work, and what it paid is the item's and its step's", () => {
    const of = drawing();
    const item = new PlayedItem(of);
    const before = item.progress;
    item.happen({ kind: "taken-up" });
    expect(item.command).toMatchObject({ do: "work" });
    item.happen({ kind: "worked", outcome: drawn });
    expect(item.command).toMatchObject({ ending: { state: "succeeded", output: { picture: "asset-1" } } });
    expect(item.progress).toMatchObject({ attempts: 2, cost: "0.08" });
    expect(stepsEndedSince(of, before, item.progress)).toMatchObject([
      { step: 0, attempts: 2, cost: "0.08" },
    ]);
  });

  test("keeps what it paid when it waits, is out of money, or fails", () => {
    const failure = { code: "provider_unavailable" };
    for (const event of [
      { kind: "worked", outcome: { kind: "throttled", forMs: 10, failure, paid } },
      { kind: "worked", outcome: { kind: "unavailable", failure, paid } },
      { kind: "worked", outcome: { kind: "refused", failure, paid } },
      { kind: "unfunded", budget: null, paid },
    ] as const) {
      const item = new PlayedItem(drawing());
      item.happen({ kind: "taken-up" });
      item.happen(event);
      expect(item.progress).toMatchObject({ attempts: 2, cost: "0.08" });
    }
  });
});
