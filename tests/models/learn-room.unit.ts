import { afterEach, describe, expect, test, vi } from "vitest";
import type { CallableModel } from "#lib/models/callable-model.ts";
import { capabilitiesOf, FULL_CAPABILITIES } from "#lib/models/capabilities.ts";
import { chat } from "#lib/models/endpoints/chat.ts";
import type { ChatRequest } from "#lib/models/endpoints/chat-request.ts";
import { reservationOf } from "#lib/models/price.ts";
import { answerWith } from "./answer-with.ts";
import { callChat } from "./call-chat.ts";
import { callable } from "./callable.ts";
import { type MisbehavingServer, misbehavingServer } from "./misbehaving-server.ts";

vi.setConfig({ testTimeout: 30_000 });

let server: MisbehavingServer;
afterEach(() => server?.close());

const request: ChatRequest = { messages: [{ role: "user", content: "Write." }], maxOutputTokens: 1_000 };

/** A provider that bills so many tokens of output, so many of them reasoning. */
async function billing(output: number, reasoning = 0, finish = "stop"): Promise<CallableModel> {
  const answer = {
    choices: [{ index: 0, message: { role: "assistant", content: "{}" }, finish_reason: finish }],
    usage: {
      prompt_tokens: 10,
      completion_tokens: output,
      total_tokens: 10 + output,
      completion_tokens_details: { reasoning_tokens: reasoning },
    },
  };
  server = await misbehavingServer(answerWith(answer));
  return callable({ baseUrl: server.baseUrl });
}

const asked = () => JSON.parse(server.bodies.at(-1) ?? "{}").max_tokens;
const ask = (model: CallableModel, more: Partial<ChatRequest> = {}) =>
  callChat({ model, ...request, ...more });

describe("the room that answers need is learnt", () => {
  test("from reasoning that a provider counts: later calls start with enough, and reserve it", async () => {
    const model = await billing(4_000, 3_800);
    await ask(model, { maxOutputTokens: 8_000 });
    expect(capabilitiesOf(model).leastOutputTokens).toBe(5_000);
    await ask(model);
    expect(asked()).toBe(5_000);
    expect(chat.bound(model, request).longestAnswer).toBe(5_000);
  });

  test("from an answer that fits where an earlier one was cut off, though nothing is counted", async () => {
    const model = await billing(40);
    await ask(model, { maxOutputTokens: 8_192, isRaised: true });
    await ask(model);
    expect(asked()).toBe(8_192);
  });

  test("not from one that was cut off again, nor from one without reasoning", async () => {
    const cutOff = await billing(8_192, 0, "length");
    await ask(cutOff, { maxOutputTokens: 8_192, isRaised: true });
    expect(capabilitiesOf(cutOff).leastOutputTokens).toBeNull();
    const plain = await billing(900);
    await ask(plain);
    expect(capabilitiesOf(plain).leastOutputTokens).toBeNull();
  });

  test("and gives way to a bound that a person set, and to the longest answer the model gives", async () => {
    const model = await billing(40);
    const capabilities = { ...FULL_CAPABILITIES, leastOutputTokens: 9_000 };
    await ask({ ...model, capabilities }, { isLimitGiven: true });
    expect(asked()).toBe(1_000);
    await ask({ ...model, capabilities: { ...capabilities, mostOutputTokens: 4_096 } });
    expect(asked()).toBe(4_096);
  });

  test("and never asks for more than is reserved", async () => {
    const model = await billing(40);
    const capabilities = { ...FULL_CAPABILITIES, leastOutputTokens: 9_000 };
    await chat.call({ ...model, capabilities }, request, { longestAnswer: 1_000 });
    expect(asked()).toBe(1_000);
  });
});

test("output billed above the limit asked for is learnt, and reserved from then on", async () => {
  const model = await billing(15_000);
  await ask(model);
  expect(capabilitiesOf(model).billedOutputTokens).toBe(15_750);
  const { amount, counted, longestAnswer } = chat.bound(model, request);
  expect(longestAnswer).toBe(1_000);
  expect(amount).toBe(reservationOf(Math.ceil(counted * 1.1), 15_750, model.price));
});
