import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { CallOutcome } from "#lib/models/endpoints/call-outcome.ts";
import { meterOf } from "#lib/models/meter.ts";
import { CallGate } from "#lib/pacing/call-gate.ts";
import { fixedWindow, slidingWindow, tokenBucket } from "#tests/fixtures/rate-limiters.ts";
import { FakePacing } from "./fake-pacing.ts";

// Minutes of several workers, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const MINUTE_MS = 60_000;
const CONCURRENCY = 500;
const SLICE = 16;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout", "Date"], now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

function gateOver(store: FakePacing, limits = store.limits): CallGate {
  return new CallGate({ id: "model", limits }, { store, countsBound: false });
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

interface Work {
  signal: AbortSignal;
  latencyMs?: number;
  tokens?: number;
  chunks?: number;
  outcome?: () => CallOutcome;
}

/** A worker whose chunks want calls without end, as a batch makes them; when each call came to the provider. */
function work(
  gate: CallGate,
  { signal, latencyMs = 400, tokens = 1, chunks = 2, outcome = () => answered }: Work,
): number[] {
  const startedAt: number[] = [];
  const call = async (startInMs: number) => {
    // The way from the gate to the provider is not always as long.
    await after(startInMs + Math.random() * 15);
    startedAt.push(performance.now());
    await after(latencyMs);
    gate.heed(outcome(), 100);
    gate.release(1);
  };
  const chunk = async () => {
    const own = AbortSignal.any([signal]);
    for (let left = 0; !signal.aborted; ) {
      if (left === 0) {
        // While a slice is being funded nobody waits at the gate.
        await after(10);
        left = SLICE;
      }
      const passage = await gate.pass(left, tokens, own);
      if (!passage) return;
      left -= passage.calls;
      for (let index = 0; index < passage.calls; index++) void call((index * passage.spanMs) / passage.calls);
      await after(passage.spanMs);
    }
  };
  for (let count = 0; count < chunks; count++) void chunk();
  return startedAt;
}

const answered: CallOutcome = {
  kind: "answered",
  text: "",
  usage: meterOf({ inputTokens: 100, outputTokens: 100 }),
  usageSource: "reported",
  finishReason: "stop",
  latencyMs: 1,
  requestId: null,
};
const failed: CallOutcome = { kind: "unavailable", code: "connection_refused" };

/** Lets workers work for a while; when each of their calls was made, in order, and by how many each. */
async function run(store: FakePacing, workers: number, ms: number, options: Omit<Work, "signal"> = {}) {
  const stop = new AbortController();
  const lists = Array.from({ length: workers }, () =>
    work(gateOver(store), { signal: stop.signal, ...options }),
  );
  await vi.advanceTimersByTimeAsync(ms);
  stop.abort();
  const fewest = Math.min(...lists.map((list) => list.length));
  const startedAt = lists.flat().sort((one, other) => one - other);
  return { startedAt, fairness: fewest / (startedAt.length / workers) };
}

describe("a model without limits of time", () => {
  const opening = 4_000;
  const asMany = (calls: number) => gateOver(new FakePacing({ concurrency: calls }));
  const started = async (gate: CallGate, calls: number) => {
    let count = 0;
    for (let left = calls; left > 0; left -= SLICE)
      void Promise.resolve(gate.pass(SLICE, 1, new AbortController().signal)).then((passage) => {
        count += passage?.calls ?? 0;
      });
    await vi.advanceTimersByTimeAsync(0);
    return () => count;
  };

  test("starts hundreds of calls at once", async () => {
    const count = await started(asMany(240), 240);
    expect(count()).toBe(240);
  });

  test("starts thousands over some seconds, evenly, so that they do not all come back at once", async () => {
    const count = await started(asMany(4_000), 8_000);
    const after = [count()];
    for (let passed = 0; passed < opening; passed += 1_000) {
      await vi.advanceTimersByTimeAsync(1_000);
      after.push(count());
    }
    await vi.advanceTimersByTimeAsync(1_000);
    expect(after[0]).toBe(250);
    for (const [index, calls] of after.entries())
      expect(calls).toBeCloseTo(250 + (3_750 * index * 1_000) / opening, -2);
    expect(count()).toBe(4_000);
  });

  test("starts the next at once when it is open, however many came back together", async () => {
    const gate = asMany(2_000);
    const count = await started(gate, 8_000);
    await vi.advanceTimersByTimeAsync(opening + 100);
    expect(count()).toBe(2_000);
    gate.release(1_500);
    await vi.advanceTimersByTimeAsync(0);
    expect(count()).toBe(3_500);
  });
});

describe("workers together", () => {
  test.for([1, 2, 4, 8])(
    "%d of them use 98 percent of a limit, and no limiter refuses a call",
    async (workers) => {
      const rpm = 1_800;
      const store = new FakePacing({ rpm, concurrency: CONCURRENCY });
      const ms = 70_000;
      const { startedAt, fairness } = await run(store, workers, ms);
      expect(startedAt.length / ((rpm * ms) / MINUTE_MS)).toBeGreaterThan(0.98);
      expect(fairness).toBeGreaterThan(0.8);
      expect(store.statements / workers / (ms / 1_000)).toBeLessThan(2);
      const limiters = {
        "a bucket of one second": tokenBucket(rpm, rpm / 60),
        "a window of a minute": fixedWindow(rpm, MINUTE_MS),
        "a window of ten seconds": fixedWindow(rpm, 10_000),
        "a sliding window of a minute": slidingWindow(rpm, MINUTE_MS),
        "a sliding window of ten seconds": slidingWindow(rpm, 10_000),
      };
      for (const [name, take] of Object.entries(limiters)) {
        const refused = startedAt.filter((atMs) => !take(atMs).ok).length;
        expect(refused / startedAt.length, name).toBeLessThan(0.001);
      }
    },
  );

  test.for([1, 8])("%d of them use a limit of one call a second as fully", async (workers) => {
    const { startedAt } = await run(new FakePacing({ rpm: 60 }), workers, 5 * MINUTE_MS, {
      latencyMs: 2_000,
    });
    expect(startedAt.length).toBeGreaterThan(300 * 0.98);
    const take = tokenBucket(60, 2);
    expect(startedAt.filter((atMs) => !take(atMs).ok)).toHaveLength(0);
  });

  test("a slow database does not slow them down", async () => {
    const store = new FakePacing({ rpm: 3_000, concurrency: CONCURRENCY });
    store.latencyMs = 80;
    const { startedAt } = await run(store, 3, MINUTE_MS);
    expect(startedAt.length / 3_000).toBeGreaterThan(0.98);
  });

  test("a limit on tokens is used by what answers really take, not by what they might", async () => {
    const tpm = 200_000;
    const { startedAt } = await run(new FakePacing({ tpm, concurrency: CONCURRENCY }), 4, 2 * MINUTE_MS, {
      // A prompt of 100 and up to 100 of an answer, half of which is written.
      tokens: 200,
      outcome: () => ({ ...answered, usage: meterOf({ inputTokens: 100, outputTokens: 50 }) }),
    });
    const tokens = startedAt.length * 150;
    expect(tokens / (2 * tpm)).toBeGreaterThan(0.98);
    expect(tokens / (2 * tpm)).toBeLessThan(1);
  });
});

describe("a limit that changes", () => {
  test.for([
    [6_000, 600],
    [600, 6_000],
    [1, 600],
  ])("from %d to %d holds within two seconds in every process", async ([before = 0, changed = 0]) => {
    const store = new FakePacing({ rpm: before, concurrency: CONCURRENCY });
    const stop = new AbortController();
    const lists = [1, 2, 3].map(() => work(gateOver(store), { signal: stop.signal }));
    await vi.advanceTimersByTimeAsync(20_000);
    store.limits = { ...store.limits, rpm: changed };
    const fromMs = performance.now() + 2_000;
    await vi.advanceTimersByTimeAsync(22_000);
    stop.abort();
    const since = lists.flat().filter((atMs) => atMs >= fromMs).length;
    expect(since / (changed / 3)).toBeGreaterThan(0.96);
    expect(since / (changed / 3)).toBeLessThan(1.02);
  });

  test("a model without one asks nobody for anything", async () => {
    const store = new FakePacing({ concurrency: 8 });
    const { startedAt } = await run(store, 2, 10_000, { latencyMs: 100 });
    expect(startedAt.length).toBeGreaterThan(1_000);
    expect(store.statements).toBe(0);
  });

  test("a model without one minds a new one as soon as it is looked at", async () => {
    const store = new FakePacing({ concurrency: 50 });
    const gate = gateOver(store);
    const stop = new AbortController();
    const startedAt = work(gate, { signal: stop.signal });
    await vi.advanceTimersByTimeAsync(3_000);
    store.limits = { ...store.limits, rpm: 600 };
    gate.look(await looked(store));
    const fromMs = performance.now() + 500;
    await vi.advanceTimersByTimeAsync(10_500);
    stop.abort();
    expect(startedAt.filter((atMs) => atMs >= fromMs).length).toBeLessThan(101);
  });

  test("one that the provider tells of counts when it is lower", async () => {
    const store = new FakePacing({ rpm: 6_000, concurrency: CONCURRENCY });
    const reported = { rpm: 600, tpm: null };
    const { startedAt } = await run(store, 2, 30_000, {
      outcome: () => ({ ...answered, reportedLimits: reported }),
    });
    const late = startedAt.filter((atMs) => atMs > (startedAt[0] ?? 0) + 10_000).length;
    expect(late).toBeGreaterThan(200 * 0.96);
    expect(late).toBeLessThan(202);
    expect(store.reportedLimits).toEqual(reported);
  });
});

async function looked(store: FakePacing) {
  const state = store.state();
  await vi.advanceTimersByTimeAsync(store.latencyMs);
  return state;
}

describe("a 429", () => {
  test("holds every process, and makes all of them a little slower for a while", async () => {
    const store = new FakePacing({ rpm: 6_000, concurrency: CONCURRENCY });
    const stop = new AbortController();
    const gates = [1, 2, 3].map(() => gateOver(store));
    const lists = gates.map((gate) => work(gate, { signal: stop.signal }));
    await vi.advanceTimersByTimeAsync(10_000);
    gates[0]?.heed({ kind: "throttled", retryAfterMs: 5_000 }, 100);
    const heldAtMs = performance.now();
    await vi.advanceTimersByTimeAsync(15_000);
    const between = (from: number, to: number) =>
      lists.flat().filter((atMs) => atMs >= heldAtMs + from && atMs < heldAtMs + to).length;
    // What the others had in hand ends within the reach of a lease.
    expect(between(1_600, 5_000)).toBe(0);
    expect(between(5_100, 15_100)).toBeGreaterThan(1_000 * 0.94);
    expect(between(5_100, 15_100)).toBeLessThan(1_000 * 0.975);
    await vi.advanceTimersByTimeAsync(90_000);
    stop.abort();
    expect(between(90_000, 100_000)).toBeGreaterThan(1_000 * 0.98);
  });
});

describe("a 429 that closes a model for a day", () => {
  const DAY_MS = 24 * 3_600_000;
  const untilTomorrow: CallOutcome = { kind: "throttled", retryAfterMs: DAY_MS };

  test("is tried again every quarter of an hour, and goes on as soon as one call is answered", async () => {
    const store = new FakePacing({ concurrency: 1 });
    let isFull = true;
    const stop = new AbortController();
    const made = work(gateOver(store), {
      signal: stop.signal,
      latencyMs: 50,
      chunks: 1,
      outcome: () => (isFull ? untilTomorrow : answered),
    });
    await vi.advanceTimersByTimeAsync(61 * MINUTE_MS);
    expect(made).toHaveLength(5);
    isFull = false;
    await vi.advanceTimersByTimeAsync(15 * MINUTE_MS);
    stop.abort();
    expect(made.length).toBeGreaterThan(100);
  });

  test("keeps the provider's own end, for people to be told", async () => {
    const store = new FakePacing({ concurrency: 4 });
    const gate = gateOver(store);
    gate.heed(untilTomorrow, 100);
    await vi.advanceTimersByTimeAsync(5 * MINUTE_MS);
    expect(gate.fullForMs).toBeCloseTo(DAY_MS - 5 * MINUTE_MS, -3);
    const another = gateOver(store);
    another.look(await looked(store));
    expect(another.fullForMs).toBeCloseTo(DAY_MS - 5 * MINUTE_MS, -3);
    await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
    expect(gate.fullForMs).toBe(0);
    gate.heed({ kind: "throttled", retryAfterMs: 5_000 }, 100);
    expect(gate.fullForMs).toBe(5_000);
  });

  test("is over in every process once somebody has opened the model", async () => {
    const store = new FakePacing({ concurrency: 4 });
    const gates = [gateOver(store), gateOver(store)];
    gates[0]?.heed(untilTomorrow, 100);
    const own = new AbortController().signal;
    await vi.advanceTimersByTimeAsync(2_000);
    for (const gate of gates) gate.look(await looked(store));
    const passages = gates.map((gate) => gate.pass(1, 1, own));
    store.open();
    for (const gate of gates) gate.look(await looked(store));
    expect(await Promise.all(passages)).toEqual(Array(2).fill({ calls: 1, spanMs: 0 }));
  });

  test("is not undone by what was read just before it", async () => {
    const store = new FakePacing({ concurrency: 4 });
    const gate = gateOver(store);
    await vi.advanceTimersByTimeAsync(5_000);
    const before = await looked(store);
    gate.heed(untilTomorrow, 100);
    gate.look(before);
    expect(gate.fullForMs).toBe(DAY_MS);
  });

  test("turns away who does not wait that long, also from a line it waits in, and nobody else", async () => {
    const store = new FakePacing({ concurrency: 1 });
    const gate = gateOver(store);
    const signal = () => new AbortController().signal;
    const ended: string[] = [];
    await gate.pass(1, 1, signal());
    const waits = (name: string, options?: { patienceMs: number }) =>
      void Promise.resolve(gate.pass(1, 1, signal(), options)).then((passage) =>
        ended.push(`${name} ${passage ? "passes" : "leaves"}`),
      );
    waits("first", { patienceMs: MINUTE_MS });
    waits("batch");
    gate.heed(untilTomorrow, 100);
    gate.release(1);
    waits("later", { patienceMs: MINUTE_MS });
    await vi.advanceTimersByTimeAsync(10);
    expect(ended).toEqual(["first leaves", "later leaves"]);
    await vi.advanceTimersByTimeAsync(14.5 * MINUTE_MS);
    waits("patient enough", { patienceMs: MINUTE_MS });
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    expect(ended).toHaveLength(3);
    expect(ended[2]).toBe("batch passes");
    gate.release(1);
    await vi.advanceTimersByTimeAsync(10);
    expect(ended[3]).toBe("patient enough passes");
  });
});

describe("a provider that is full for good and names no time", () => {
  test("is called ever less often, and as before once it has answered", async () => {
    const store = new FakePacing({ concurrency: 4 });
    let isFull = true;
    const stop = new AbortController();
    const throttled: CallOutcome = { kind: "throttled", retryAfterMs: 1_000 };
    const made = work(gateOver(store), {
      signal: stop.signal,
      latencyMs: 50,
      outcome: () => (isFull ? throttled : answered),
    });
    await vi.advanceTimersByTimeAsync(600_000);
    // Five times 1 s, then 2, 4 … 60 s apart, four at a time.
    expect(made.length).toBeLessThanOrEqual(4 * 21);
    isFull = false;
    await vi.advanceTimersByTimeAsync(120_000);
    stop.abort();
    expect(made.length).toBeGreaterThan(1_000);
  });
});

describe("an outage", () => {
  test("lets one probe through at a time, later and later, and everybody once one is answered", async () => {
    const store = new FakePacing({ concurrency: 20 });
    let isOut = true;
    const stop = new AbortController();
    const options = {
      signal: stop.signal,
      latencyMs: 50,
      outcome: (): CallOutcome => (isOut ? failed : answered),
    };
    const lists = [1, 2].map(() => work(gateOver(store), options));
    const made = () => lists.reduce((sum, list) => sum + list.length, 0);
    await vi.advanceTimersByTimeAsync(1_000);
    const atOnset = made();
    expect(atOnset).toBeLessThanOrEqual(2 * (20 + 8));
    await vi.advanceTimersByTimeAsync(120_000);
    const probes = made() - atOnset;
    // Two processes that hear of each other only when they probe: 1, 2, 4 … 60 s apart.
    expect(probes).toBeGreaterThanOrEqual(6);
    expect(probes).toBeLessThanOrEqual(16);
    isOut = false;
    await vi.advanceTimersByTimeAsync(130_000);
    stop.abort();
    expect(made()).toBeGreaterThan(10_000);
    expect(store.outages).toBe(0);
  });

  test("does not hold up what a person waits for", async () => {
    const store = new FakePacing({ concurrency: 4 });
    const gate = gateOver(store);
    const last = Array.from({ length: 8 }, () => gate.heed(failed, 100)).at(-1);
    expect(last).toMatchObject({ kind: "unavailable", outage: true });
    const own = new AbortController().signal;
    expect(await gate.pass(1, 1, own, { evenIfOut: true })).toMatchObject({ calls: 1 });
  });
});

describe("a gate", () => {
  const never = new AbortController().signal;

  test("lets calls through at once where nothing has to be waited for", () => {
    const gate = gateOver(new FakePacing({ concurrency: 3 }));
    expect(gate.pass(2, 1, never)).toEqual({ calls: 2, spanMs: 0 });
    expect(gate.pass(5, 1, never)).toEqual({ calls: 1, spanMs: 0 });
  });

  test("never lets more calls through at once than the model takes", async () => {
    const gate = gateOver(new FakePacing({ concurrency: 3 }));
    gate.pass(3, 1, never);
    let next = 0;
    void Promise.resolve(gate.pass(5, 1, never)).then((passage) => {
      next = passage?.calls ?? 0;
    });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(next).toBe(0);
    gate.release(2);
    await vi.advanceTimersByTimeAsync(0);
    expect(next).toBe(2);
  });

  test("gives nothing to whoever is told to stop while waiting", async () => {
    const gate = gateOver(new FakePacing({ concurrency: 1 }));
    gate.pass(1, 1, never);
    const stop = new AbortController();
    const waiting = gate.pass(1, 1, stop.signal);
    stop.abort();
    expect(await waiting).toBeNull();
    gate.release(1);
    expect(gate.pass(1, 1, never)).toMatchObject({ calls: 1 });
  });

  test("lets those that wait take turns, however many wait with one of them", async () => {
    const gate = gateOver(new FakePacing({ concurrency: 1 }));
    gate.pass(1, 1, never);
    const [many, one] = [new AbortController().signal, new AbortController().signal];
    const order: string[] = [];
    const wait = (name: string, signal: AbortSignal) =>
      Promise.resolve(gate.pass(1, 1, signal)).then(() => order.push(name));
    for (let count = 0; count < 100; count++) void wait("many", many);
    void wait("one", one);
    for (let count = 0; count < 3; count++) {
      gate.release(1);
      await vi.advanceTimersByTimeAsync(0);
    }
    expect(order).toEqual(["many", "one", "many"]);
  });
});
