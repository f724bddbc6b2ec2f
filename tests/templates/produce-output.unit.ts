import { expect, test } from "vitest";
import type { CallOutcome, ChatMessage } from "#lib/models/endpoints/call-outcome.ts";
import { produceOutput } from "#lib/templates/produce-output.ts";
import { outputFieldSchema } from "#lib/templates/template.ts";

const version = { outputs: [outputFieldSchema.parse({ name: "title", type: "text", maxLength: 5 })] };
const messages: ChatMessage[] = [{ role: "user", content: "Write a title." }];

function answered(text: string, finishReason = "stop"): CallOutcome {
  const usage = { inputTokens: 10, cachedInputTokens: 0, outputTokens: 5 };
  return {
    kind: "answered",
    text,
    usage,
    usageSource: "reported",
    finishReason,
    latencyMs: 1,
    requestId: null,
  };
}

async function play(...script: CallOutcome[]) {
  const asked: { messages: ChatMessage[]; purpose: string }[] = [];
  const produced = await produceOutput({
    version,
    messages,
    callOnce: async (said, purpose) => {
      asked.push({ messages: said, purpose });
      const outcome = script.shift();
      if (!outcome) throw new Error("asked once too often");
      return outcome;
    },
  });
  return { produced, asked };
}

test("an answer that fits is asked for once", async () => {
  const { produced, asked } = await play(answered('{"title":"Fig"}'));
  expect(produced).toEqual({ kind: "succeeded", output: { title: "Fig" } });
  expect(asked).toEqual([{ messages, purpose: "generate" }]);
});

test("an answer that does not fit is sent back once with every misfit named", async () => {
  const bad = '{"title":"Too long","extra":1}';
  const { produced, asked } = await play(answered(bad), answered('{"title":"Fig"}'));
  expect(produced).toEqual({ kind: "succeeded", output: { title: "Fig" } });
  expect(asked[1]?.purpose).toBe("repair");
  expect(asked[1]?.messages.slice(0, 2)).toEqual([...messages, { role: "assistant", content: bad }]);
  expect(asked[1]?.messages[2]?.content).toContain("title: 8 characters, at most 5 are allowed.");
  expect(asked[1]?.messages[2]?.content).toContain("extra: no such field was asked for.");
});

test("an answer that does not fit twice fails with the reason", async () => {
  const { produced } = await play(answered("no"), answered('{"title":"Too long"}'));
  expect(produced).toEqual({
    kind: "failed",
    failure: { code: "output_too_long", params: { field: "title", max: 5, length: 8, misfits: 1 } },
  });
});

test("a blank answer is not quoted back, because providers refuse blank messages", async () => {
  const { asked } = await play(answered(" "), answered('{"title":"Fig"}'));
  expect(asked[1]?.messages.map(({ role }) => role)).toEqual(["user", "user"]);
});

test.each<CallOutcome>([
  { kind: "throttled", retryAfterMs: 500 },
  { kind: "uncertain", code: "timeout" },
  { kind: "refused", code: "bad_request", detail: "no" },
])("a call without an answer stops it, at first and in the repair: $kind", async (outcome) => {
  expect((await play(outcome)).produced).toEqual({ kind: "stopped", outcome });
  expect((await play(answered("no"), outcome)).produced).toEqual({ kind: "stopped", outcome });
});

test("an answer that the provider filtered is not asked for again", async () => {
  const { produced } = await play(answered('{"title":"F', "content-filter"));
  expect(produced).toEqual({ kind: "failed", failure: { code: "output_filtered", params: {} } });
});
