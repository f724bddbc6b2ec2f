import { expect, test } from "vitest";
import { defaultCap } from "#lib/conversations/default-cap.ts";
import { spokenAnswer } from "#lib/conversations/spoken-answer.ts";
import { endingOf } from "#lib/conversations/turn-ending.ts";
import { meterOf } from "#lib/models/meter.ts";
import type { Price } from "#lib/models/price.ts";

const priced = (inputPerMTok: string, outputPerMTok: string) =>
  defaultCap({ inputPerMTok, outputPerMTok, cachedInputPerMTok: null, perImage: null } as Price);

test("a cap that nobody gave has room for some twenty turns at the model's price", () => {
  expect(priced("0.15", "0.6")).toBe("0.03");
  expect(priced("3", "15")).toBe("0.7");
  expect(priced("15", "75")).toBe("4");
  expect(priced("2000", "8000")).toBe("400");
  expect(priced("0", "0")).toBe("0.01");
});

test("what a model thinks before it speaks is not what it says; a tag in what it says is", () => {
  expect(spokenAnswer("<think>Hm {</think>Warm cedar.")).toBe("Warm cedar.");
  expect(spokenAnswer("Hm.</think>\nWarm cedar.")).toBe("Warm cedar.");
  expect(spokenAnswer("<think>Still think")).toBe("");
  expect(spokenAnswer("Use <draft>this</draft> as it is.")).toBe("Use <draft>this</draft> as it is.");
});

const answered = (text: string, finishReason = "stop") =>
  ({
    outcome: {
      ...{ kind: "answered", text, finishReason, usage: meterOf(), usageSource: "reported" },
      ...{ latencyMs: 5, requestId: null },
    },
  }) as Parameters<typeof endingOf>[0];
const turn = { outputs: null, writtenSoFar: "Warm", isStopped: false };

test("an answer without a word, or one that was filtered, is a failure", () => {
  expect(endingOf(answered(" "), turn)).toMatchObject({
    state: "failed",
    failure: { code: "conversation_no_words" },
  });
  expect(endingOf(answered("Half", "content-filter"), turn)).toMatchObject({
    failure: { code: "output_filtered" },
  });
  expect(endingOf(answered("Half", "length"), turn)).toMatchObject({ state: "answered", isCutOff: true });
});

test("an answer as the template asks has its fields, or says how it does not fit", () => {
  const outputs = [{ name: "title", type: "text", description: "", required: true, maxLength: 5 } as const];
  const asked = { ...turn, outputs: [...outputs] };
  expect(endingOf(answered('{"title": "Warm"}'), asked)).toMatchObject({ output: { title: "Warm" } });
  expect(endingOf(answered('{"title": "Too long"}'), asked)).toMatchObject({
    state: "answered",
    misfits: [{ code: "output_too_long" }],
  });
});

test("a turn that a person stopped says so and keeps what was written", () => {
  const outcome = { kind: "uncertain", code: "aborted" } as const;
  expect(endingOf({ outcome }, { ...turn, isStopped: true })).toMatchObject({
    state: "failed",
    partialText: "Warm",
    failure: { code: "conversation_stopped" },
  });
});
