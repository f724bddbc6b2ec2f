import { describe, expect, test } from "vitest";
import { type OffPeak, offPeakSchema, openingAt } from "#lib/batches/off-peak.ts";

const at = (iso: string) => new Date(iso);
const opening = (offPeak: OffPeak | null, iso: string) => {
  const { open, until } = openingAt(offPeak, at(iso));
  return `${open ? "open" : "shut"} until ${until?.toISOString().slice(0, 16) ?? "ever"}`;
};
const hours = (timeZone: string, ...windows: string[]): OffPeak => ({
  timeZone,
  windows: windows.map((window) => {
    const [from = "", to = ""] = window.split("-");
    return { from, to };
  }),
});

describe("the hours in which calls may start", () => {
  const cheap = hours("Asia/Shanghai", "00:30-08:30");

  test("are all hours where none are set", () => {
    expect(opening(null, "2026-11-22T12:00:00Z")).toBe("open until ever");
  });

  test("begin and end by the clock of their time zone, the end left out", () => {
    expect(opening(cheap, "2026-11-22T16:29:59Z")).toBe("shut until 2026-11-22T16:30");
    expect(opening(cheap, "2026-11-22T16:30:00Z")).toBe("open until 2026-11-23T00:30");
    expect(opening(cheap, "2026-11-23T00:29:59Z")).toBe("open until 2026-11-23T00:30");
    expect(opening(cheap, "2026-11-23T00:30:00Z")).toBe("shut until 2026-11-23T16:30");
  });

  test("may pass midnight", () => {
    const night = hours("UTC", "22:00-06:00");
    expect(opening(night, "2026-11-22T23:00:00Z")).toBe("open until 2026-11-23T06:00");
    expect(opening(night, "2026-11-22T03:00:00Z")).toBe("open until 2026-11-22T06:00");
    expect(opening(night, "2026-11-22T12:00:00Z")).toBe("shut until 2026-11-22T22:00");
  });

  test("run on where windows touch or overlap", () => {
    const joined = hours("UTC", "22:00-00:00", "00:00-03:00", "02:00-04:00", "12:00-13:00");
    expect(opening(joined, "2026-11-22T23:00:00Z")).toBe("open until 2026-11-23T04:00");
    expect(opening(joined, "2026-11-23T05:00:00Z")).toBe("shut until 2026-11-23T12:00");
    expect(opening(hours("UTC", "00:00-12:00", "12:00-00:00"), "2026-11-22T23:00:00Z")).toBe(
      "open until ever",
    );
  });

  test("are an hour shorter in the night the clock goes forward, and gone where it leaves them out", () => {
    expect(opening(hours("Europe/Berlin", "01:00-04:00"), "2026-03-29T00:00:00Z")).toBe(
      "open until 2026-03-29T02:00",
    );
    const leftOut = hours("Europe/Berlin", "02:00-03:00");
    expect(opening(leftOut, "2026-03-29T00:30:00Z")).toBe("shut until 2026-03-30T00:00");
    expect(opening(leftOut, "2026-03-29T01:30:00Z")).toBe("shut until 2026-03-30T00:00");
    expect(opening(hours("Europe/Berlin", "02:30-05:00"), "2026-03-29T00:59:00Z")).toBe(
      "shut until 2026-03-29T01:30",
    );
  });

  test("are an hour longer in the night the clock goes back, but end the first time their end is shown", () => {
    expect(opening(hours("Europe/Berlin", "01:00-04:00"), "2026-10-25T02:30:00Z")).toBe(
      "open until 2026-10-25T03:00",
    );
    const toHalfPastTwo = hours("Europe/Berlin", "00:00-02:30");
    expect(opening(toHalfPastTwo, "2026-10-25T00:29:00Z")).toBe("open until 2026-10-25T00:30");
    expect(opening(toHalfPastTwo, "2026-10-25T01:15:00Z")).toBe("shut until 2026-10-25T23:00");
  });

  test("follow a zone whose midnight is sometimes left out", () => {
    expect(opening(hours("Africa/Cairo", "00:00-02:00"), "2026-04-23T21:59:00Z")).toBe(
      "shut until 2026-04-23T22:00",
    );
    expect(opening(hours("Africa/Cairo", "00:00-02:00"), "2026-04-23T22:30:00Z")).toBe(
      "open until 2026-04-23T23:00",
    );
  });

  test("are refused where they are no clock times, nothing at all, or in no time zone", () => {
    expect(offPeakSchema.safeParse(cheap).success).toBe(true);
    expect(offPeakSchema.safeParse(hours("UTC", "8:00-09:00")).success).toBe(false);
    expect(offPeakSchema.safeParse(hours("UTC", "24:00-09:00")).success).toBe(false);
    expect(offPeakSchema.safeParse(hours("UTC", "09:00-09:00")).success).toBe(false);
    expect(offPeakSchema.safeParse(hours("Mars/Olympus", "08:00-09:00")).success).toBe(false);
    expect(offPeakSchema.safeParse({ timeZone: "UTC", windows: [] }).success).toBe(false);
  });
});
