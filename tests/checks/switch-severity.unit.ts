import { expect, test } from "vitest";
import { type Severity, samplingPlan } from "#lib/checks/sampling-plan.ts";
import { type JudgedLot, nextSeverity } from "#lib/checks/switch-severity.ts";

const next = (lots: readonly JudgedLot[]) => nextSeverity(lots, "1.0", "II");

function lot(severity: Severity, defects: number): JudgedLot {
  const { accept, reject } = samplingPlan(5_000, "1.0", "II", severity);
  return { severity, size: 5_000, defects, accept, verdict: defects >= reject ? "rejected" : "accepted" };
}
const lots = (severity: Severity, ...defects: number[]) => defects.map((found) => lot(severity, found));

test("a series begins with normal inspection, and one rejected lot does not change that", () => {
  expect(next([])).toBe("normal");
  expect(next(lots("normal", 9))).toBe("normal");
  expect(next(lots("normal", 9, 4, 4, 4, 4, 9))).toBe("normal");
});

test("two rejected of five or fewer in a row tighten it", () => {
  expect(next(lots("normal", 9, 9))).toBe("tightened");
  expect(next(lots("normal", 4, 9, 4, 4, 4, 9))).toBe("tightened");
});

test("five accepted in a row while tightened make it normal again, four do not", () => {
  const tight = lots("normal", 9, 9);
  expect(next([...tight, ...lots("tightened", 3, 3, 3, 3)])).toBe("tightened");
  expect(next([...tight, ...lots("tightened", 3, 3, 3, 3, 3)])).toBe("normal");
  expect(next([...tight, ...lots("tightened", 3, 3, 4, 3, 3, 3)])).toBe("tightened");
});

test("five rejected while tightened, in a row or not, end samples; what another series did does not count", () => {
  const tight = lots("normal", 9, 9);
  expect(next([...tight, ...lots("tightened", 9, 3, 9, 3, 9, 3, 9)])).toBe("tightened");
  expect(next([...tight, ...lots("tightened", 9, 3, 9, 3, 9, 3, 9, 9)])).toBe("discontinued");
  const back = [...tight, ...lots("tightened", 9, 9, 9, 9, 1, 1, 1, 1, 1), ...lots("normal", 9, 9)];
  expect(next([...back, ...lots("tightened", 9)])).toBe("tightened");
});

test("ten lots that a stricter limit had accepted too reduce it; one that it had not begins the score anew", () => {
  const nine = Array.from({ length: 9 }, () => 3);
  expect(next(lots("normal", ...nine))).toBe("normal");
  expect(next(lots("normal", ...nine, 3))).toBe("reduced");
  expect(next(lots("normal", ...nine, 4, 3))).toBe("normal");
});

test("a lot accepted only just, or rejected, ends reduced inspection", () => {
  const reduced = lots("normal", ...Array.from({ length: 10 }, () => 0));
  expect(next([...reduced, ...lots("reduced", 2, 1)])).toBe("reduced");
  const [between] = lots("reduced", 4);
  expect(between!.verdict).toBe("accepted");
  expect(next([...reduced, between!])).toBe("normal");
  expect(next([...reduced, ...lots("reduced", 5)])).toBe("normal");
});

test("lots drawn before the switch was known do not count against the new severity", () => {
  expect(next([...lots("normal", 9, 9), ...lots("normal", 9, 0), ...lots("tightened", 3)])).toBe("tightened");
});
