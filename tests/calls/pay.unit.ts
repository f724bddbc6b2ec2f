import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { BatchItemAccount } from "#lib/calls/batch-account.ts";
import type { BatchReservations, BatchReserved } from "#lib/calls/batch-reservations.ts";
import { type CallKey, readCallKey, writeCallKey } from "#lib/calls/call-key.ts";
import type { Payer } from "#lib/calls/ledger-entry.ts";
import { type Account, type PayableCall, type PayOptions, pay } from "#lib/calls/pay.ts";
import type { CallableModel } from "#lib/models/callable-model.ts";
import { chat } from "#lib/models/endpoints/chat.ts";
import type { ChatRequest } from "#lib/models/endpoints/chat-request.ts";
import { embed } from "#lib/models/endpoints/embed.ts";
import { moderate } from "#lib/models/endpoints/moderate.ts";
import { meterOf } from "#lib/models/meter.ts";
import { costOf } from "#lib/models/price.ts";
import { CallGate } from "#lib/pacing/call-gate.ts";
import { type RunningSandbox, startSandbox } from "#lib/sandbox/start-sandbox.ts";
import { callable } from "#tests/models/callable.ts";
import { FakePacing } from "#tests/pacing/fake-pacing.ts";

// Real calls to a real server: on a busy machine slower than a unit test may be.
vi.setConfig({ testTimeout: 30_000 });

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

const billed = async () => (await (await fetch(`${sandbox.url}/bill`)).json()).total;

/** What a run reserves on, in memory: how it answers, and what it was asked to reserve. */
class Money {
  reserved: { key: string; amount: string }[] = [];
  answer: () => BatchReserved = () => ({ kind: "reserved", calls: 1 });

  async reserve(_chunk: unknown, calls: readonly { key: string; amount: string }[]): Promise<BatchReserved> {
    const answer = this.answer();
    if (answer.kind === "reserved") this.reserved.push(...calls);
    return answer;
  }
}

let money: Money;
let gate: CallGate;
let account: BatchItemAccount;
const leave = new AbortController().signal;

beforeEach(async () => {
  await fetch(`${sandbox.url}/bill`, { method: "DELETE" });
  money = new Money();
  account = accountOf("batch");
  const store = new FakePacing({ concurrency: 1 });
  gate = new CallGate({ id: "model", limits: store.limits }, { store, countsBound: false });
});

function accountOf(kind: Payer["run"]["kind"]): BatchItemAccount {
  const payer = {
    run: { kind, id: "run" },
    templateId: null,
    templateVersionId: null,
    memberId: "member",
    currency: "USD",
  };
  const chunk = { batchId: "run", number: 0, fence: 1 };
  const reservations = money as unknown as BatchReservations;
  return new BatchItemAccount({ payer, chunk, reservations, leaving: leave }, "en", null);
}

/** Whether the gate, which lets one call be in flight, would let one through now. */
async function isGateFree(): Promise<boolean> {
  const impatient = new AbortController();
  const passing = gate.pass(1, 1, impatient.signal);
  if (passing instanceof Promise) impatient.abort();
  const passage = await passing;
  if (passage) gate.release(1);
  return passage !== null;
}

const request: ChatRequest = {
  messages: [{ role: "user", content: "Write a title.\n\n- name: Silk Garden" }],
  maxOutputTokens: 200,
};

function model(given: Partial<CallableModel> = {}, headers: Record<string, string> = {}): CallableModel {
  return callable({
    providerKind: "sandbox",
    baseUrl: `${sandbox.url}/v1`,
    headers: { "x-sandbox-latency-ms": "0", ...headers },
    countRatio: 3,
    simulated: true,
    ...given,
  });
}

const failing = (kind: string) => model({}, { "x-sandbox-fault-rate": "1", "x-sandbox-fault-kinds": kind });

function asked(
  key: string,
  callee = model(),
): PayableCall<ChatRequest, { text: string; finishReason: string }> {
  return { key: readCallKey(key), callee: { model: callee, gate }, endpoint: chat, request };
}

const payFor = (call: ReturnType<typeof asked>, options: Partial<PayOptions<never>> = {}) =>
  pay(account, call, { leaving: leave, ...options });

describe("a call is reserved, made, settled and entered", () => {
  test("to write a text", async () => {
    const paid = await payFor(asked("3.0.0.g"));
    expect(paid).toMatchObject({ kind: "called", outcome: { kind: "answered" } });
    const { inputTokens, cachedInputTokens, outputTokens } = await billed();
    const meter = meterOf({ inputTokens, cachedInputTokens, outputTokens });
    const cost = costOf(meter, model().price);
    const { entries, closed } = account.take();
    expect(entries).toMatchObject([
      {
        kind: "settled",
        runKind: "batch",
        runId: "run",
        seq: 3,
        purpose: "generate",
        language: "en",
        outcome: "answered",
        ...meter,
        cost,
        simulated: true,
      },
    ]);
    const { amount } = chat.bound(model(), request);
    expect(money.reserved).toEqual([{ key: "3.0.0.g", amount }]);
    expect(closed).toMatchObject([{ key: "3.0.0.g", reserved: amount, spent: cost }]);
    expect(account.standing).toBeNull();
  });

  test("to embed passages for an index", async () => {
    account = accountOf("index");
    const key: CallKey = { seq: 7, step: 0, call: 0, purpose: "embed", fallback: false };
    const paid = await pay(
      account,
      {
        key,
        callee: { model: model({ name: "sandbox-embedding" }), gate },
        endpoint: embed,
        request: { texts: ["Rinse twice.", "Keep it dry."] },
      },
      { leaving: leave },
    );
    expect(paid).toMatchObject({ kind: "called", outcome: { kind: "answered", vectors: [{}, {}] } });
    const { inputTokens } = await billed();
    const { entries, closed } = account.take();
    expect(entries).toMatchObject([
      {
        kind: "settled",
        runKind: "index",
        seq: 7,
        purpose: "embed",
        inputTokens,
        outputTokens: 0,
        pictures: 0,
        cost: costOf(meterOf({ inputTokens }), model().price),
      },
    ]);
    expect(closed).toMatchObject([{ key: writeCallKey(key), reserved: money.reserved[0]?.amount }]);
  });

  test("to check an output by its provider's moderation, which is free", async () => {
    const key: CallKey = { seq: 0, step: 0, call: 0, purpose: "check", fallback: false };
    const call = {
      key,
      callee: { model: model({ name: "sandbox-moderation" }), gate },
      endpoint: moderate,
      request: { texts: ["a rose"] },
    };
    expect(await pay(account, call, { leaving: leave })).toMatchObject({
      kind: "called",
      outcome: { verdicts: [{ flagged: false }] },
    });
    expect(account.take().entries).toMatchObject([{ kind: "settled", purpose: "check", cost: "0" }]);
    expect(money.reserved).toEqual([{ key: "0.0.0.c", amount: "0" }]);
  });
});

describe("a call that was not billed", () => {
  test("for a full limit keeps its reservation and leaves no entry", async () => {
    expect(await payFor(asked("0.0.0.g", failing("429")))).toMatchObject({ outcome: { kind: "throttled" } });
    expect(account.take()).toEqual({ entries: [], closed: [] });
    expect(account.standing?.key).toEqual(readCallKey("0.0.0.g"));
    await payFor(asked("0.0.0.g"));
    expect(money.reserved).toHaveLength(1);
    expect(account.take()).toMatchObject({ entries: [{ kind: "settled" }], closed: [{ key: "0.0.0.g" }] });
  });

  test("because its provider failed is entered as released and keeps its reservation for its next try", async () => {
    expect(await payFor(asked("0.0.0.g", failing("500")))).toMatchObject({
      outcome: { kind: "unavailable" },
    });
    const { entries, closed } = account.take();
    expect(entries).toMatchObject([{ kind: "released", cost: "0", outcome: "http_500" }]);
    expect(closed).toEqual([]);
    await payFor(asked("0.0.0.g"));
    expect(money.reserved).toHaveLength(1);
    expect(account.take()).toMatchObject({ entries: [{ kind: "settled" }], closed: [{ key: "0.0.0.g" }] });
  });

  test("gives its reservation back where another call follows", async () => {
    await payFor(asked("0.0.0.g", failing("500")));
    account.take();
    await payFor(asked("0.0.0.g.f"));
    expect(money.reserved.map(({ key }) => key)).toEqual(["0.0.0.g", "0.0.0.g.f"]);
    const [givenBack, settled] = account.take().closed;
    expect(givenBack).toMatchObject({ key: "0.0.0.g", reserved: money.reserved[0]?.amount, spent: "0" });
    expect(settled).toMatchObject({ key: "0.0.0.g.f" });
    expect(settled?.spent).not.toBe("0");
  });
});

test("a call whose end was not seen is charged all that was reserved", async () => {
  await payFor(asked("0.0.0.g", failing("cut-off")));
  const { amount } = money.reserved[0] ?? { amount: "" };
  expect(account.take()).toMatchObject({
    entries: [{ kind: "unknown", cost: amount, outcome: "cut_off" }],
    closed: [{ reserved: amount, unknown: amount, spent: "0" }],
  });
});

describe("nothing is called", () => {
  const nothing = async () => {
    expect(await billed()).toMatchObject({ calls: 0 });
    expect(account.take()).toEqual({ entries: [], closed: [] });
  };

  test("where no call may start any more", async () => {
    expect(await payFor(asked("0.0.0.g"), { leaving: AbortSignal.abort() })).toEqual({ kind: "left" });
    expect(money.reserved).toEqual([]);
    await nothing();
  });

  test("where that is so by the time the gate would have let it through", async () => {
    const leaving = new AbortController();
    await gate.pass(1, 1, leave);
    const paying = payFor(asked("0.0.0.g"), { leaving: leaving.signal });
    leaving.abort();
    expect(await paying).toEqual({ kind: "left" });
    expect(money.reserved).toEqual([]);
    await nothing();
  });

  test("where that is so once its money is reserved", async () => {
    const leaving = new AbortController();
    money.answer = () => {
      leaving.abort();
      return { kind: "reserved", calls: 1 };
    };
    expect(await payFor(asked("0.0.0.g"), { leaving: leaving.signal })).toEqual({ kind: "left" });
    expect(account.standing?.key).toEqual(readCallKey("0.0.0.g"));
    await nothing();
  });

  test("without money for it", async () => {
    money.answer = () => ({ kind: "unfunded", budget: "budget" });
    expect(await payFor(asked("0.0.0.g"))).toEqual({ kind: "unfunded", budget: "budget" });
    await nothing();
  });
});

test("a call that another worker has charged by then is left to that one", async () => {
  const taken: Account = {
    standing: null,
    reserve: async () => ({ kind: "reserved" }),
    settle: () => false,
  };
  expect(await pay(taken, asked("0.0.0.g"), { leaving: leave })).toEqual({ kind: "left" });
});

describe("the gate is free again", () => {
  test.for([
    ["after a call", () => {}],
    ["where the run is left", () => (money.answer = () => ({ kind: "left" }))],
    ["without money", () => (money.answer = () => ({ kind: "unfunded", budget: null }))],
  ] as const)("%s", async ([_, prepare]) => {
    prepare();
    await payFor(asked("0.0.0.g"));
    expect(await isGateFree()).toBe(true);
  });

  test("where reserving fails", async () => {
    money.answer = () => {
      throw new Error("The database is gone.");
    };
    await expect(payFor(asked("0.0.0.g"))).rejects.toThrow("The database is gone.");
    expect(await isGateFree()).toBe(true);
  });
});
