import { expect, test } from "vitest";
import { offPeakSchema, openingAt } from "#lib/batches/off-peak.ts";
import { nextRuns, recurrenceFault, tidyRecurrence } from "#lib/batches/schedules/recurrence.ts";
import { dayIn } from "#lib/spend/day-in.ts";
import { readTimeZone, timeZoneName } from "#lib/time-zone.ts";

const EVENING = new Date("2026-03-01T17:30:00Z");

test.each([
  ...["UTC+8", "utc+08", "GMT+8", "GMT+08:00", "UTC +8", "+8", "+08:00", "+0800", "UTC+0800", "ＵＴＣ＋８"],
  ...["Etc/GMT-8", "Asia/Shanghai", " Asia/Shanghai "],
])("%s is where it is already the second of March", (text) => {
  const zone = readTimeZone(text);
  expect(zone).not.toBeNull();
  expect(dayIn(zone!, EVENING)).toBe("2026-03-02");
  expect(timeZoneName(zone!)).toMatch(/^(UTC\+8|Asia\/Shanghai)$/);
});

test.each([
  ["UTC-5", "Etc/GMT+5", "UTC-5"],
  ["GMT−03:00", "Etc/GMT+3", "UTC-3"],
  ["Etc/GMT+5", "Etc/GMT+5", "UTC-5"],
  ["UTC+14", "Etc/GMT-14", "UTC+14"],
  ["UTC+5:30", "Asia/Kolkata", "Asia/Kolkata"],
  ["+0545", "Asia/Kathmandu", "Asia/Kathmandu"],
  ["Z", "UTC", "UTC"],
  ["gmt", "UTC", "UTC"],
  ["UTC+00:00", "UTC", "UTC"],
  ["America/New_York", "America/New_York", "America/New_York"],
])("%s is %s, read as %s", (text, zone, name) => {
  expect(readTimeZone(text)).toBe(zone);
  expect(timeZoneName(zone)).toBe(name);
});

test.each(["", "UTC+15", "UTC-13", "UTC+8:20", "+99:00", "Mars/Olympus", "8", "Shanghai time"])(
  "%j is no zone, rather than a guess",
  (text) => expect(readTimeZone(text)).toBeNull(),
);

test("a schedule and hours off peak go by what an offset means", () => {
  const recurrence = { cron: "0 9 * * *", timeZone: "UTC+8" };
  expect(recurrenceFault(recurrence, EVENING)).toBeNull();
  expect(nextRuns(recurrence, 1, EVENING)).toEqual([new Date("2026-03-02T01:00:00Z")]);
  expect(tidyRecurrence(recurrence).timeZone).toBe("Etc/GMT-8");
  const hours = offPeakSchema.parse({ timeZone: "GMT+08:00", windows: [{ from: "01:00", to: "02:00" }] });
  expect(openingAt(hours, EVENING).open).toBe(true);
  expect(offPeakSchema.safeParse({ ...hours, timeZone: "UTC+99" }).success).toBe(false);
});
