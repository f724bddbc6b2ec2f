import { expect, test } from "vitest";
import { callBound } from "#lib/batches/launch/call-bound.ts";
import { isAmount, money } from "#lib/money.ts";

const high = "0.000189712345";
const range = { low: money("0", "USD"), expected: money("0", "USD"), high: money(high, "USD") };
const measured = { perItem: range, basis: "measured" } as const;
const rough = { perItem: range, basis: "rough" } as const;

test("a call in real time holds back its longest answer beside what an item costs at most", () => {
  const bound = callBound(measured, { runsAs: "realtime", promptShare: 0.3 }, "0.001");
  expect(bound).toBe("0.001189712345");
});

test("a request in a provider's batch holds back its prompt and longest answer, with a tenth of room", () => {
  const bound = callBound(
    { perItem: { ...range, high: money("0.0002", "USD") }, basis: "measured" },
    { runsAs: "provider-batch", promptShare: 0.25 },
    "0.001",
  );
  expect(bound).toBe("0.001155");
});

test("a bound has no more digits than the ledger keeps, whatever it was reckoned from", () => {
  const batch = { runsAs: "provider-batch", promptShare: 1 / 3 } as const;
  for (const cost of [measured, rough]) expect(isAmount(callBound(cost, batch, high))).toBe(true);
  expect(isAmount(callBound(measured, { ...batch, promptShare: null }, high))).toBe(true);
});
