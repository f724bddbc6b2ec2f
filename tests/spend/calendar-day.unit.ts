import { expect, test } from "vitest";
import { addDays, daysBetween, isDay, monthStart, sameDayLastMonth } from "#lib/spend/calendar-day.ts";
import { dayIn } from "#lib/spend/day-in.ts";
import { daysOfChoice } from "#lib/spend/range-choice.ts";

test("a moment is another day elsewhere", () => {
  const moment = new Date("2026-11-30T17:30:00Z");
  expect(dayIn("UTC", moment)).toBe("2026-11-30");
  expect(dayIn("Asia/Shanghai", moment)).toBe("2026-12-01");
});

test("months begin on their first, across years", () => {
  expect(monthStart("2026-01-17")).toBe("2026-01-01");
  expect(monthStart("2026-01-17", -1)).toBe("2025-12-01");
});

test("the same day last month is that month's last day where it is shorter", () => {
  expect(sameDayLastMonth("2026-11-22")).toBe("2026-10-22");
  expect(sameDayLastMonth("2026-03-31")).toBe("2026-02-28");
  expect(sameDayLastMonth("2026-01-31")).toBe("2025-12-31");
});

test("a range holds both its ends", () => {
  expect(daysBetween("2026-02-27", "2026-03-01")).toEqual(["2026-02-27", "2026-02-28", "2026-03-01"]);
  expect(daysBetween("2026-03-02", "2026-03-01")).toEqual([]);
  expect(addDays("2025-12-31", 1)).toBe("2026-01-01");
});

test("only days that exist are days", () => {
  expect(isDay("2026-02-28")).toBe(true);
  expect(isDay("2026-02-30")).toBe(false);
  expect(isDay("2026-2-3")).toBe(false);
});

test("a choice of days ends today, or is the whole of last month", () => {
  const none = { from: "", to: "" };
  expect(daysOfChoice("7d", "2026-03-03", none)).toEqual({ from: "2026-02-25", to: "2026-03-03" });
  expect(daysOfChoice("lastMonth", "2026-03-03", none)).toEqual({ from: "2026-02-01", to: "2026-02-28" });
  const backwards = { from: "2026-03-02", to: "2026-03-01" };
  expect(daysOfChoice("custom", "2026-03-03", backwards)).toEqual({ from: "2026-03-01", to: "2026-03-03" });
});

test("days are reckoned as calendars do, in whatever browser, far away too", () => {
  for (let n = -800_000; n <= 2_900_000; n += 7_919) {
    const plain = Temporal.PlainDate.from("1970-01-01").add({ days: n });
    const day = plain.toString();
    expect(addDays("1970-01-01", n)).toBe(day);
    if (plain.year > 0 && plain.year < 9999) {
      expect(isDay(day)).toBe(true);
      expect(monthStart(day, (n % 29) - 14)).toBe(
        plain
          .with({ day: 1 })
          .add({ months: (n % 29) - 14 })
          .toString(),
      );
      expect(sameDayLastMonth(day)).toBe(plain.subtract({ months: 1 }).toString());
      expect(daysBetween(day, addDays(day, 2)).at(-1)).toBe(plain.add({ days: 2 }).toString());
    }
  }
  expect(addDays("9999-12-31", 1)).toBe(Temporal.PlainDate.from("9999-12-31").add({ days: 1 }).toString());
  for (const none of ["2025-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "0000-00-00"])
    expect(isDay(none)).toBe(false);
});
