import Big from "big.js";

/** How a number cell shows itself, as far as its text depends on it. */
export type NumberFormat =
  | { kind: "plain" }
  | { kind: "date" | "time" | "dateTime" }
  /** Digits padded with zeros on the left: how many spreadsheets keep article numbers. */
  | { kind: "padded"; digits: number };

const DAY_MS = 86_400_000;
const DAYS_1900_TO_1904 = 1462;
/** Spreadsheets count 1900-02-29, which never was, as day 60. */
const DAY_THAT_NEVER_WAS = 60;
const SPREADSHEET_DIGITS = 15;

// https://learn.microsoft.com/dotnet/api/documentformat.openxml.spreadsheet.numberingformat: built-in formats.
const BUILT_IN: [ids: number[], kind: "date" | "time" | "dateTime"][] = [
  [[14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58], "date"],
  [[18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56], "time"],
  [[22], "dateTime"],
];

/** The format of a built-in id, or of a format code of the workbook's own. */
export function numberFormatOf(id: number, code: string | undefined): NumberFormat {
  if (code !== undefined) return formatOfCode(code);
  const kind = BUILT_IN.find(([ids]) => ids.includes(id))?.[1];
  return kind ? { kind } : { kind: "plain" };
}

/**
 * The text of a number cell: digits as they were typed, never in scientific notation, dates in ISO 8601.
 * @param raw the number as it stands in the file.
 */
export function numberText(raw: string, format: NumberFormat, date1904: boolean): string {
  const number = Number(raw);
  if (raw.trim() === "" || !Number.isFinite(number)) return raw;
  if (format.kind === "padded" && /^\d+$/.test(raw)) return raw.padStart(format.digits, "0");
  if (format.kind !== "plain" && format.kind !== "padded")
    return dateText(number, format.kind, date1904) ?? raw;
  return plainNumber(raw);
}

/** A number without exponent, and without the noise after the fifteenth digit that no spreadsheet shows. */
export function plainNumber(raw: string): string {
  if (/^-?\d+$/.test(raw)) return raw;
  const number = Number(raw);
  const rounded = Number(number.toPrecision(SPREADSHEET_DIGITS));
  return new Big(Number.isFinite(rounded) ? rounded : 0).toFixed();
}

// Only the first section (positive numbers) counts; quoted and escaped text is decoration, as are [colours].
function formatOfCode(code: string): NumberFormat {
  const bare = (code.split(";")[0] ?? "")
    .replace(/"[^"]*"|\\.|_.|\*./g, "")
    .replace(/\[(?![hms]+\])[^\]]*\]/gi, "");
  if (/^0{2,}$/.test(bare)) return { kind: "padded", digits: bare.length };
  if (/general/i.test(bare)) return { kind: "plain" };
  const hasTime = /[hs]/i.test(bare);
  const hasDate = /[yd]/i.test(bare) || (/m/i.test(bare) && !hasTime);
  if (hasDate && hasTime) return { kind: "dateTime" };
  if (hasDate) return { kind: "date" };
  return hasTime ? { kind: "time" } : { kind: "plain" };
}

function dateText(serial: number, kind: "date" | "time" | "dateTime", date1904: boolean): string | null {
  if (serial < 0) return null;
  const days = date1904 ? serial + DAYS_1900_TO_1904 : serial;
  const sinceEpoch = days < DAY_THAT_NEVER_WAS ? days + 1 : days;
  const at = new Date(Math.round((sinceEpoch * DAY_MS) / 1000) * 1000 + Date.UTC(1899, 11, 30));
  if (Number.isNaN(at.getTime()) || at.getUTCFullYear() > 9999) return null;
  const [date = "", time = ""] = at.toISOString().slice(0, 19).split("T");
  if (kind === "time" && serial < 1) return time;
  return kind === "date" && time === "00:00:00" ? date : `${date}T${time}`;
}
