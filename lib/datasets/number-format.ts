import Big from "big.js";

/** Where a pattern has a digit, `null`; the text it has elsewhere. */
type Place = string | null;

/** How a number cell shows itself, as far as its text depends on it. */
export type NumberFormat =
  | { kind: "plain" }
  | { kind: "date" | "time" | "dateTime" }
  /** Digits put into a pattern such as `SKU-00000`, its zeros filled from the right: how article numbers are kept. */
  | { kind: "padded"; pattern: Place[] }
  /** `most` where further decimals are shown only as far as there are any. */
  | { kind: "percent"; decimals: number; most?: number }
  /** Time that goes on past a day, by the unit it begins with. */
  | { kind: "duration"; unit: "h" | "m" | "s"; seconds: boolean };

const DAY_SECONDS = 86_400;
const DAY_MS = DAY_SECONDS * 1000;
const DAYS_1900_TO_1904 = 1462;
/** Spreadsheets count 1900-02-29, which never was, as day 60. */
const DAY_THAT_NEVER_WAS = 60;
const SPREADSHEET_DIGITS = 15;

// https://learn.microsoft.com/dotnet/api/documentformat.openxml.spreadsheet.numberingformat: built-in formats.
const BUILT_IN: [ids: number[], kind: "date" | "time" | "dateTime"][] = [
  [[14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58], "date"],
  [[18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56], "time"],
  [[22], "dateTime"],
];

const BUILT_IN_PERCENT = new Map([
  [9, 0],
  [10, 2],
]);
const BUILT_IN_DURATION = 46;
/** No spreadsheet takes a longer one. */
const MAX_CODE_CHARACTERS = 255;

/** The format of a built-in id, or of a format code of the workbook's own. */
export function numberFormatOf(id: number, code: string | undefined): NumberFormat {
  if (code !== undefined) return code.length > MAX_CODE_CHARACTERS ? { kind: "plain" } : formatOfCode(code);
  const percent = BUILT_IN_PERCENT.get(id);
  if (percent !== undefined) return { kind: "percent", decimals: percent };
  if (id === BUILT_IN_DURATION) return { kind: "duration", unit: "h", seconds: true };
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
  switch (format.kind) {
    case "plain":
      return plainNumber(raw);
    case "padded":
      return /^\d+$/.test(raw) ? paddedText(raw, format.pattern) : plainNumber(raw);
    case "percent":
      return percentText(new Big(plainNumber(raw)).times(100), format);
    case "duration":
      return durationText(number, format);
    default:
      return dateText(number, format.kind, date1904) ?? raw;
  }
}

/**
 * The text of a cell that holds a moment as a text, as strict workbooks do: as far as the format shows it.
 * @param raw in ISO 8601.
 */
export function momentText(raw: string, { kind }: NumberFormat): string {
  const [, date = "", time = ""] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z?$/.exec(raw) ?? [];
  if (date === "") return raw;
  if (kind === "time") return time;
  return time === "00:00:00" && kind !== "dateTime" ? date : `${date}T${time}`;
}

/** A number without exponent, and without the noise after the fifteenth digit that no spreadsheet shows. */
export function plainNumber(raw: string): string {
  if (/^-?\d+$/.test(raw)) return raw;
  const number = Number(raw);
  // One that no number holds stays as it is written: anything else would be another.
  if (!Number.isFinite(number) || (number === 0 && /[1-9]/.test(raw.replace(/e.*/i, "")))) return raw;
  return new Big(Number(number.toPrecision(SPREADSHEET_DIGITS))).toFixed();
}

// Only the first section (positive numbers) counts; quoted and escaped text is decoration, as are [colours].
function formatOfCode(code: string): NumberFormat {
  const section = code.split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/)[0] ?? "";
  const pattern = patternOf(section);
  if (pattern) return { kind: "padded", pattern };
  const bare = (code.split(";")[0] ?? "")
    .replace(/"[^"]*"|\\.|_.|\*./g, "")
    .replace(/\[(?![hms]+\])[^\]]*\]/gi, "");
  const percent = /^[#,?]*0+(?:\.(0*)([#?]*))?\s?%$/.exec(bare);
  if (percent) {
    const [, { length: decimals } = "", { length: more } = ""] = percent;
    return { kind: "percent", decimals, ...(more > 0 && { most: decimals + more }) };
  }
  const duration = /^\[([hms])+\](.*)$/i.exec(bare);
  if (duration) {
    const unit = (duration[1] ?? "h").toLowerCase() as "h" | "m" | "s";
    return { kind: "duration", unit, seconds: unit === "s" || /s/i.test(duration[2] ?? "") };
  }
  if (/general/i.test(bare)) return { kind: "plain" };
  const hasTime = /[hs]/i.test(bare);
  const hasDate = /[yd]|aaa/i.test(bare) || (/m/i.test(bare) && !hasTime);
  if (hasDate && hasTime) return { kind: "dateTime" };
  if (hasDate) return { kind: "date" };
  return hasTime ? { kind: "time" } : { kind: "plain" };
}

/** The places and texts of a code that only puts whole numbers into a pattern; `null` for any other. */
function patternOf(section: string): Place[] | null {
  const places: Place[] = [];
  const tokens = section
    .replace(/\[[^\]]*\]/g, "")
    .replace(/(#|General)$/i, "0")
    .matchAll(/"([^"]*)"|\\(.)|([0 ()/+:-])|(.)/g);
  for (const [, quoted, escaped, plain, other] of tokens) {
    if (other !== undefined) return null;
    places.push(plain === "0" ? null : (quoted ?? escaped ?? plain ?? ""));
  }
  const zeros = places.filter((place) => place === null).length;
  // A prefix names a thing; a unit after the number, or a sign of money before it, does not.
  const isName = places.at(-1) === null && places.some((place) => /[\p{L}\d-]/u.test(place ?? ""));
  return zeros >= 2 || (zeros === 1 && isName) ? places : null;
}

function percentText(share: Big, { decimals, most = decimals }: { decimals: number; most?: number }): string {
  const text = share.toFixed(most);
  const least = text.length - (most - decimals);
  const short = text.slice(least).replace(/0+$/, "");
  return `${(text.slice(0, least) + short).replace(/\.$/, "")}%`;
}

function paddedText(digits: string, pattern: Place[]): string {
  const first = pattern.indexOf(null);
  let left = digits.length;
  let text = "";
  for (let at = pattern.length - 1; at >= 0; at--) {
    const place = pattern[at] ?? null;
    if (place !== null) text = place + text;
    else {
      const from = at === first ? 0 : Math.max(0, left - 1);
      text = (digits.slice(from, left) || "0") + text;
      left = from;
    }
  }
  return text;
}

function durationText(
  serial: number,
  { unit, seconds: shown }: Extract<NumberFormat, { kind: "duration" }>,
): string {
  const total = Math.round(Math.abs(serial) * DAY_SECONDS);
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const sign = serial < 0 ? "-" : "";
  if (unit === "s") return `${sign}${total}`;
  const rest = shown ? `:${two(total % 60)}` : "";
  if (unit === "m") return `${sign}${two(total / 60)}${rest}`;
  return `${sign}${two(total / 3600)}:${two((total / 60) % 60)}${rest}`;
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
