import { describe, expect, inject, test } from "vitest";
import { faultCases } from "./cases.ts";
import { play } from "./play.ts";

const CASE_MS = 360_000;
// Other tests run beside this one: what must happen in two seconds may take thirty here, where processors are shared.
const PATIENCE = 15;

describe.skipIf(!inject("postgres"))("faults on PostgreSQL, each the short way", () => {
  test.each(faultCases.filter(({ on, shortOn = on }) => shortOn.includes("postgres")))(
    "$name: nothing is lost, doubled, overspent or wrongly told",
    { timeout: CASE_MS },
    async (fault) => {
      const scale = { rounds: fault.rounds.short, isTimeUp: () => false, patience: PATIENCE };
      const { breaches } = await play(fault, { on: "postgres", server: inject("postgres") }, scale);
      expect(breaches).toEqual([]);
    },
  );
});
