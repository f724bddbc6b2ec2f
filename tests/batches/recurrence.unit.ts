import { describe, expect, test } from "vitest";
import { cronOf, type Preset, presetOf } from "#lib/batches/schedules/preset.ts";
import { nextRuns, recurrenceFault } from "#lib/batches/schedules/recurrence.ts";

const now = new Date("2026-11-22T12:00:00Z");
const runs = (cron: string, timeZone: string, after: string, count = 3) =>
  nextRuns({ cron, timeZone }, count, new Date(after)).map((run) => run.toISOString().slice(0, 16));

describe("when a schedule is due", () => {
  test("is said by the clock of its time zone", () => {
    expect(runs("0 9 * * *", "Asia/Shanghai", "2026-11-22T01:00:00Z")).toEqual([
      "2026-11-23T01:00",
      "2026-11-24T01:00",
      "2026-11-25T01:00",
    ]);
  });

  test("keeps its clock time when the clocks change", () => {
    expect(runs("0 9 * * *", "Europe/Berlin", "2026-10-24T00:00:00Z")).toEqual([
      "2026-10-24T07:00",
      "2026-10-25T08:00",
      "2026-10-26T08:00",
    ]);
  });

  test("comes once in the night that leaves its time out, and once in the night that has it twice", () => {
    expect(runs("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", 2)).toEqual([
      "2026-03-29T01:00",
      "2026-03-30T00:30",
    ]);
    expect(runs("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", 2)).toEqual([
      "2026-10-25T00:30",
      "2026-10-26T01:30",
    ]);
  });

  test("may be the last day of each month", () => {
    expect(runs("0 9 L * *", "UTC", "2027-01-15T00:00:00Z")).toEqual([
      "2027-01-31T09:00",
      "2027-02-28T09:00",
      "2027-03-31T09:00",
    ]);
  });

  test.each([
    ["* * *", "UTC", "cron_invalid"],
    ["0 0 9 * * *", "UTC", "cron_invalid"],
    ["61 9 * * *", "UTC", "cron_invalid"],
    ["every day", "UTC", "cron_invalid"],
    ["", "UTC", "cron_invalid"],
    ["0 9 30 2 *", "UTC", "cron_never"],
    ["* * * * *", "UTC", "cron_too_often"],
    ["0,4 9 * * *", "UTC", "cron_too_often"],
    ["0 9 * * *", "Mars/Olympus", "time_zone_unknown"],
    ["*/5 * * * *", "UTC", null],
    ["0 9 * * 1-5", "Asia/Shanghai", null],
  ])("%s in %s is %s", (cron, timeZone, fault) => {
    expect(recurrenceFault({ cron, timeZone }, now)).toBe(fault);
  });
});

describe("a preset", () => {
  test.each<[Preset, string]>([
    [{ every: "day", time: "09:05" }, "5 9 * * *"],
    [{ every: "week", days: [1, 5], time: "00:30" }, "30 0 * * 1,5"],
    [{ every: "month", day: 15, time: "18:00" }, "0 18 15 * *"],
    [{ every: "month", day: null, time: "18:00" }, "0 18 L * *"],
  ])("%j is %s, and is known again by it", (preset, cron) => {
    expect(cronOf(preset)).toBe(cron);
    expect(presetOf(cron)).toEqual(preset);
  });

  test("is not found in what says more", () => {
    expect(presetOf("*/15 9 * * *")).toBeNull();
    expect(presetOf("0 9 15 * 1")).toBeNull();
    expect(presetOf("0 9 1 6 *")).toBeNull();
    expect(presetOf("75 9 * * *")).toBeNull();
  });
});
