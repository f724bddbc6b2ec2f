/** From here on a number of seconds would lie after the year 5000: it is one of milliseconds. */
const LEAST_MS = 1e11;

/** A moment as providers tell one: seconds or milliseconds since the epoch, as a number or a text, or a date; `null` where there is none. */
export function wireMoment(told: unknown): Date | null {
  const number = typeof told === "string" && /^\d+(\.\d+)?$/.test(told.trim()) ? Number(told) : told;
  if (typeof number === "number")
    return number > 0 ? dateOf(number < LEAST_MS ? number * 1_000 : number) : null;
  return typeof number === "string" && number !== "" ? dateOf(Date.parse(number)) : null;
}

function dateOf(ms: number): Date | null {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? null : date;
}
