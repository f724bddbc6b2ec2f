import { filters } from "liquidjs";

type Filter = (this: unknown, value: unknown, ...args: unknown[]) => unknown;

const NAMES = [
  "date",
  "date_to_xmlschema",
  "date_to_rfc822",
  "date_to_string",
  "date_to_long_string",
] as const;

/** A day, with or without a clock time and a zone, as people and systems write it with its year first. */
const DATE =
  /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?\s*(?:(Z|UTC|GMT)|([+-]\d{2}):?(\d{2})?)?$/i;

/**
 * The filters of dates: a text with a zone keeps the day and the clock of that zone, and one without is taken as it
 * stands. JavaScript's own reading would move both to the zone of the machine.
 */
export const DATE_FILTERS: Record<string, Filter> = Object.fromEntries(
  NAMES.map((name) => {
    const filter = filters[name] as Filter;
    return [
      name,
      function (this: unknown, value: unknown, ...args: unknown[]) {
        return filter.call(this, typeof value === "string" ? zoned(value) : value, ...args);
      } satisfies Filter,
    ];
  }),
);

/** A day in digits alone, which would pass for seconds, or in Chinese. */
const DAY = /^(?:((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])|(\d{4})年(\d{1,2})月(\d{1,2})日)$/;

function zoned(text: string): string {
  const parts = DATE.exec(text.trim().replace(DAY, "$1$4-$2$5-$3$6"));
  if (!parts) return text;
  const [, year, , month = "", day = "", hour = "0", minute = "00", second = "00", , offset, offsetMinutes] =
    parts;
  const zone = offset ? `${offset}:${offsetMinutes ?? "00"}` : "Z";
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}${zone}`;
}

function two(digits: string): string {
  return digits.padStart(2, "0");
}
