import { describe, expect, test } from "vitest";
import { backoffMs, MAX_FAILURES } from "#lib/items/advance.ts";
import { carriedOf, progressOf, stepsEndedSince } from "#lib/items/progress.ts";
import { generateStepAt } from "#lib/items/recipe.ts";
import type { CallOutcome } from "#lib/models/endpoints/call-outcome.ts";
import { outputFieldSchema } from "#lib/templates/template.ts";
import { answered, chain, PlayedItem, recipe } from "./play-item.ts";

const fits = answered('{"title":"Fig"}');
const misfits = answered('{"title":"Too long"}');
const unavailable: CallOutcome = { kind: "unavailable", code: "http_503" };
const uncertain: CallOutcome = { kind: "uncertain", code: "timeout" };
const outage: CallOutcome = { kind: "unavailable", code: "connection_refused", outage: true };
const throttled: CallOutcome = { kind: "throttled", retryAfterMs: 2_500 };

describe("an answer", () => {
  test("that fits ends the item with one call", () => {
    const item = new PlayedItem(recipe()).play(fits);
    expect(item.command).toEqual({
      do: "end",
      ending: { state: "succeeded", output: { title: "Fig" }, fits: "at-once", coercions: [], judged: [] },
    });
    expect(item.calls).toMatchObject([{ step: 0, call: 0, purpose: "generate", fallback: false }]);
    expect(item.progress).toMatchObject({ attempts: 1, cost: "0.01" });
  });

  test("that does not fit is sent back once, with every misfit named and all the room its fields may need", () => {
    const asked = recipe();
    const outputs = [
      ...generateStepAt(asked, 0).outputs,
      outputFieldSchema.parse({ name: "score", type: "number" }),
    ];
    const misfits = answered('{"title":"Too long","score":"high"}');
    const item = new PlayedItem({ ...asked, steps: [{ ...generateStepAt(asked, 0), outputs }] }).play(
      misfits,
      answered('{"title":"Fig","score":4}'),
    );
    expect(item.command).toMatchObject({ ending: { state: "succeeded", fits: "repaired" } });
    const [first, second] = item.calls;
    expect(second).toMatchObject({ step: 0, call: 1, purpose: "repair" });
    expect(second?.messages.slice(0, -1)).toEqual([
      ...(first?.messages ?? []),
      { role: "assistant", content: misfits.text },
    ]);
    expect(second?.messages.at(-1)?.content).toContain("title: 8 characters, at most 5 are allowed.");
    expect(second?.messages.at(-1)?.content).toContain("score: must be number.");
    expect(item.progress).toMatchObject({ attempts: 2, cost: "0.02" });
  });

  test("with harmless misfits is taken with them mended, and nothing is paid again", () => {
    const item = new PlayedItem(recipe()).play(answered('[{"title":"Fig","extra":1,}]'));
    expect(item.command).toEqual({
      do: "end",
      ending: {
        state: "succeeded",
        output: { title: "Fig" },
        fits: "coerced",
        coercions: [
          { path: "", code: "json_loose" },
          { path: "", code: "unwrapped" },
          { path: "extra", code: "field_dropped" },
        ],
        judged: [],
      },
    });
    expect(item.calls).toHaveLength(1);
  });

  test("that does not fit twice fails the item with the reason", () => {
    const item = new PlayedItem(recipe()).play(answered("no"), answered('{"title":"Too long"}'));
    expect(item.command).toEqual({
      do: "end",
      ending: {
        state: "failed",
        misfits: true,
        failure: { code: "output_too_long", params: { field: "title", max: 5, length: 8, misfits: 1 } },
      },
    });
  });

  test("that is blank is not quoted back, because providers refuse blank messages", () => {
    const item = new PlayedItem(recipe()).play(answered(" "), fits);
    expect(item.calls[1]?.messages.map(({ role }) => role)).toEqual(["user", "user"]);
  });

  test("that the provider filtered is not asked for again, at first and in the repair", () => {
    const filtered = answered('{"title":"F', { finishReason: "content-filter" });
    for (const script of [[filtered], [misfits, filtered]]) {
      const item = new PlayedItem(recipe()).play(...script);
      expect(item.calls).toHaveLength(script.length);
      expect(item.command).toMatchObject({ ending: { failure: { code: "output_filtered" }, misfits: true } });
    }
  });

  test("of an identical call that had been made counts as no attempt and costs nothing", () => {
    const item = new PlayedItem(recipe()).play({ ...fits, cached: true });
    expect(item.command).toMatchObject({ ending: { state: "succeeded" } });
    expect(item.progress).toMatchObject({ attempts: 0, cost: "0" });
  });
});

describe("a call without an answer", () => {
  test("that was throttled goes out again as the same call, however often, and burns no attempt", () => {
    const item = new PlayedItem(recipe()).play(...Array<CallOutcome>(50).fill(throttled), fits);
    expect(item.command).toMatchObject({ ending: { state: "succeeded" } });
    expect(new Set(item.calls.map(({ call }) => call))).toEqual(new Set([0]));
    expect(item.waits).toEqual([]);
    expect(item.progress.attempts).toBe(1);
  });

  test.each([
    [unavailable, [0, 0, 0, 0, 0]],
    [uncertain, [0, 1, 2, 3, 4]],
  ])(
    "is tried five times after longer and longer waits, then fails with its reason: %o",
    (outcome, calls) => {
      const item = new PlayedItem(recipe()).play(...Array<CallOutcome>(9).fill(outcome));
      // What may have been billed is settled: the next try is another call.
      expect(item.calls.map(({ call }) => call)).toEqual(calls);
      expect(item.waits).toEqual([1, 2, 3, 4].map((failures) => backoffMs(failures, 1)));
      expect(item.command).toEqual({
        do: "end",
        ending: {
          state: "failed",
          misfits: false,
          failure: {
            code: `provider_${outcome.kind}`,
            params: { reason: "code" in outcome ? outcome.code : "" },
          },
        },
      });
    },
  );

  test("counts anew after an answer: a repair has its own five tries", () => {
    const four = Array<CallOutcome>(MAX_FAILURES - 1).fill(unavailable);
    const item = new PlayedItem(recipe()).play(...four, misfits, ...four, fits);
    expect(item.command).toMatchObject({ ending: { state: "succeeded", fits: "repaired" } });
    expect(item.progress).toMatchObject({ attempts: 10, cost: "0.02" });
  });

  test("that was refused is final at once, and the provider's words are cut", () => {
    const detail = "x".repeat(900);
    const item = new PlayedItem(recipe({ hasFallback: true })).play({
      kind: "refused",
      code: "http_401",
      detail,
    });
    expect(item.command).toMatchObject({
      ending: {
        failure: { code: "provider_refused", params: { reason: "http_401", detail: "x".repeat(300) } },
      },
    });
    expect(item.calls).toHaveLength(1);
  });

  test("for want of a balance pauses the run and leaves the item as it is", () => {
    const item = new PlayedItem(recipe()).play(misfits, {
      kind: "exhausted",
      code: "insufficient_quota",
      detail: "Top up.",
    });
    expect(item.command).toEqual({
      do: "pause",
      reason: { code: "provider_exhausted", params: { reason: "insufficient_quota", detail: "Top up." } },
    });
    expect(carriedOf(item.progress)).toEqual({ attempts: 2, cost: "0.01", answer: { text: misfits.text } });
  });

  test.each(["key", "model"] as const)(
    "whose %s the provider does not accept pauses the run, and the item is made when that is mended",
    (unaccepted) => {
      const item = new PlayedItem(recipe({ hasFallback: true })).play(misfits, {
        kind: "refused",
        code: "provider_unauthorized",
        detail: "x".repeat(900),
        unaccepted,
      });
      expect(item.command).toEqual({
        do: "pause",
        reason: {
          code: `provider_${unaccepted}_refused`,
          params: { reason: "provider_unauthorized", detail: "x".repeat(300) },
        },
      });
      expect(carriedOf(item.progress)).toEqual({ attempts: 2, cost: "0.01", answer: { text: misfits.text } });
    },
  );

  test("that an outage explains burns no try where outages are waited out", () => {
    const item = new PlayedItem(recipe()).play(...Array<CallOutcome>(20).fill(outage), fits);
    expect(item.command).toMatchObject({ ending: { state: "succeeded" } });
    expect(item.waits).toEqual([]);
  });

  test("uses up its tries in an outage where somebody looks at it", () => {
    const item = new PlayedItem(recipe({ waitsOutOutages: false })).play(
      ...Array<CallOutcome>(9).fill(outage),
    );
    expect(item.calls).toHaveLength(MAX_FAILURES);
    expect(item.command).toMatchObject({ ending: { failure: { code: "provider_unavailable" } } });
  });
});

describe("a second model", () => {
  test("is asked once the first has used up its tries, with tries of its own", () => {
    const four = Array<CallOutcome>(MAX_FAILURES - 1).fill(unavailable);
    const item = new PlayedItem(recipe({ hasFallback: true })).play(...four, unavailable, ...four, fits);
    expect(item.calls.map(({ fallback }) => fallback)).toEqual([
      ...Array(MAX_FAILURES).fill(false),
      ...Array(MAX_FAILURES).fill(true),
    ]);
    expect(item.command).toMatchObject({ ending: { state: "succeeded" } });
  });

  test("is asked at once in an outage, and its own outage is waited out", () => {
    const item = new PlayedItem(recipe({ hasFallback: true })).play(outage, outage, outage, fits);
    expect(item.calls.map(({ call, fallback }) => [call, fallback])).toEqual([
      [0, false],
      [1, true],
      [1, true],
      [1, true],
    ]);
    expect(item.waits).toEqual([]);
  });

  test("that fails as well fails the item", () => {
    const item = new PlayedItem(recipe({ hasFallback: true })).play(
      ...Array<CallOutcome>(20).fill(uncertain),
    );
    expect(item.calls).toHaveLength(2 * MAX_FAILURES);
    expect(item.command).toMatchObject({ ending: { failure: { code: "provider_uncertain" } } });
  });
});

describe("a row", () => {
  test("without a value that its template cannot do without is skipped or fails, without a call", () => {
    const skipped = new PlayedItem(recipe(), { name: " " }).play(fits);
    expect(skipped.command).toEqual({
      do: "end",
      ending: { state: "skipped", reason: { code: "input_missing", params: { input: "name" } } },
    });
    const strict = recipe();
    const step = generateStepAt(strict, 0);
    const blocking = {
      ...step,
      prompt: { ...step.prompt, inputs: [{ ...step.prompt.inputs[0], onMissing: "block" }] },
    };
    const blocked = new PlayedItem({ ...strict, steps: [blocking] } as never, {}).play(fits);
    expect(blocked.command).toMatchObject({ ending: { failure: { code: "input_blocked" } } });
    expect([...skipped.calls, ...blocked.calls]).toEqual([]);
  });
});

describe("a pause", () => {
  test("for want of money says whether the cap or a budget lacks it, and loses nothing", () => {
    const item = new PlayedItem(recipe()).play(misfits);
    item.happen({ kind: "unfunded", budget: null });
    expect(item.command).toEqual({
      do: "pause",
      reason: { code: "over_budget", params: { by: "cap", budget: "" } },
    });
    item.happen({ kind: "unfunded", budget: "Spring" });
    expect(item.command).toMatchObject({ reason: { params: { by: "budget", budget: "Spring" } } });
    expect(carriedOf(item.progress).answer).toEqual({ text: misfits.text });
  });

  test("or a crash goes on where the item was: a paid answer is repaired, not bought again", () => {
    const before = new PlayedItem(recipe()).play(misfits, unavailable);
    const carried = carriedOf(before.progress);
    expect(carried).toEqual({ attempts: 2, cost: "0.01", failures: 1, answer: { text: misfits.text } });
    const after = new PlayedItem(recipe(), undefined, JSON.parse(JSON.stringify(carried))).play(fits);
    expect(after.calls).toMatchObject([{ purpose: "repair", call: 0 }]);
    expect(after.command).toMatchObject({ ending: { state: "succeeded", output: { title: "Fig" } } });
    expect(after.progress).toMatchObject({ attempts: 3, cost: "0.02" });
  });

  test("does not give an item that keeps failing new tries", () => {
    const carried = carriedOf(new PlayedItem(recipe()).play(uncertain, uncertain).progress);
    const after = new PlayedItem(recipe(), undefined, carried).play(...Array<CallOutcome>(9).fill(uncertain));
    expect(after.calls).toHaveLength(MAX_FAILURES - 2);
  });

  test("carries nothing of an item that was only taken up", () => {
    expect(carriedOf(new PlayedItem(recipe()).progress)).toEqual({ attempts: 0, cost: "0" });
  });
});

describe("a chain", () => {
  const facts = { name: "facts", instruction: "List facts of {{ name }}.", field: "facts" };
  const copy = { name: "copy", instruction: "Write from: {{ steps.facts.facts }}.", field: "text" };
  const german = { name: "german", instruction: "Translate: {{ steps.copy.text }}.", field: "text" };
  const says = (field: string, text: string) => answered(JSON.stringify({ [field]: text }));

  test("makes its steps in order; a later one reads what the earlier gave", () => {
    const item = new PlayedItem(chain(facts, copy, german));
    item.play(says("facts", "green"), says("text", "A green fig."), says("text", "Eine grüne Feige."));
    expect(item.calls.map(({ step, call, purpose }) => [step, call, purpose])).toEqual([
      [0, 0, "generate"],
      [1, 0, "generate"],
      [2, 0, "generate"],
    ]);
    expect(item.calls[1]?.messages.at(-1)?.content).toContain("Write from: green.");
    expect(item.command).toMatchObject({
      ending: { state: "succeeded", output: { text: "Eine grüne Feige." } },
    });
    expect(item.progress).toMatchObject({ attempts: 3, cost: "0.03" });
  });

  test("leaves out a step whose condition does not hold, and costs nothing for it", () => {
    const when = { all: [{ input: "market", is: "equals" as const, value: "de" }] };
    const told = { ...german, when, instruction: "Translate." };
    const short = { ...chain(facts, copy, told), result: [{ step: "copy", field: "text" }] };
    const script = () => [says("facts", "green"), says("text", "A green fig.")];
    const elsewhere = new PlayedItem(short, { name: "Fig", market: "us" }).play(...script());
    expect(elsewhere.calls).toHaveLength(2);
    expect(elsewhere.progress.ended.at(-1)).toEqual({ output: null, attempts: 0, cost: "0" });
    expect(elsewhere.command).toMatchObject({ ending: { output: { text: "A green fig." } } });
    const there = new PlayedItem(short, { name: "Fig", market: "DE" }).play(...script());
    expect(there.command).toEqual({ do: "call" });
  });

  test("can let what an earlier step found decide", () => {
    const when = { any: [{ input: "steps.facts.facts", is: "contains" as const, value: "green" }] };
    const item = new PlayedItem(chain(facts, { ...copy, when })).play(says("facts", "red"));
    expect(item.command).toMatchObject({ ending: { state: "succeeded", output: { text: null } } });
  });

  test("that fails half-way goes on at the step that failed", () => {
    const of = chain(facts, copy);
    const item = new PlayedItem(of);
    const before = item.progress;
    item.play(says("facts", "green"), { kind: "refused", code: "http_400", detail: "no" });
    expect(item.command).toMatchObject({
      ending: { state: "failed", failure: { code: "provider_refused" } },
    });
    const kept = stepsEndedSince(of, before, item.progress);
    expect(kept).toEqual([{ step: 0, name: "facts", output: { facts: "green" }, attempts: 1, cost: "0.01" }]);

    const { attempts, cost } = item.progress;
    const again = new PlayedItem(of, undefined, { attempts, cost }, kept).play(says("text", "A green fig."));
    expect(again.calls).toMatchObject([{ step: 1, call: 0, purpose: "generate" }]);
    expect(again.progress).toMatchObject({ attempts: 3, cost: "0.02" });
    expect(again.progress.ended.at(-1)).toMatchObject({ attempts: 2, cost: "0.01" });
  });

  test("keeps each step's cost and attempts apart, repairs included", () => {
    const item = new PlayedItem(chain(facts, copy)).play(
      says("facts", "a"),
      answered("no"),
      says("text", "b"),
    );
    expect(item.progress.ended).toMatchObject([
      { attempts: 1, cost: "0.01" },
      { attempts: 2, cost: "0.02" },
    ]);
  });

  test("of one step keeps no ends of steps beside the item's own", () => {
    const item = new PlayedItem(recipe());
    const before = item.progress;
    expect(stepsEndedSince(recipe(), before, item.play(fits).progress)).toEqual([]);
  });
});

test("the backoff has full jitter under a limit that doubles up to half a minute", () => {
  expect(backoffMs(1, 0)).toBe(0);
  expect([1, 2, 3].map((failures) => backoffMs(failures, 1))).toEqual([1_000, 2_000, 4_000]);
  expect(backoffMs(20, 1)).toBe(30_000);
});

test("an item that was never taken up has come nowhere", () => {
  expect(progressOf({ values: {}, language: "en" })).toMatchObject({
    attempts: 0,
    cost: "0",
    answer: null,
    ended: [],
  });
});

describe("a rate limit that is full for long", () => {
  const full: CallOutcome = { kind: "throttled", retryAfterMs: 3_600_000, detail: "Try again in 1h." };

  test("is waited out where nobody looks on", () => {
    expect(new PlayedItem(recipe()).play(full, fits).command).toMatchObject({
      ending: { state: "succeeded" },
    });
  });

  test("is told in the provider's words where somebody does", () => {
    const item = new PlayedItem(recipe({ waitsOutOutages: false })).play(full);
    expect(item.command).toEqual({
      do: "pause",
      reason: { code: "provider_full", params: { minutes: 60, detail: "Try again in 1h." } },
    });
    expect(item.progress.attempts).toBe(0);
    expect(new PlayedItem(recipe({ waitsOutOutages: false })).play(throttled, fits).command).toMatchObject({
      ending: { state: "succeeded" },
    });
  });
});
