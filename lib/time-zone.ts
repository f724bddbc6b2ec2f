/** Zones that always were half an hour or a quarter off; there is no name for the offset alone. */
const BETWEEN_HOURS: Record<string, string> = {
  "+03:30": "Asia/Tehran",
  "+04:30": "Asia/Kabul",
  "+05:30": "Asia/Kolkata",
  "+05:45": "Asia/Kathmandu",
  "+06:30": "Asia/Yangon",
  "+08:45": "Australia/Eucla",
  "+09:30": "Australia/Darwin",
  "-09:30": "Pacific/Marquesas",
};
const EASTMOST = 14;
const WESTMOST = 12;

/**
 * The IANA name of a time zone as people write it: a name, or an offset that counts hours ahead of UTC when it is positive
 * (`UTC+8`, `GMT+08:00`, `+8`). `null` for none. An offset becomes a name because databases read a bare one the other way
 * round: for PostgreSQL, `+08:00` lies west of Greenwich.
 */
export function readTimeZone(text: string): string | null {
  const plain = text
    .normalize("NFKC")
    .replace(/[‐‑‒–—−]/g, "-")
    .trim();
  if (/^(?:utc|gmt|z)$/i.test(plain)) return "UTC";
  const offset = /^(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?::?([0-5]\d))?$/i.exec(plain);
  if (offset) return zoneOfOffset(offset[1] === "-" ? "-" : "+", Number(offset[2]), offset[3] ?? "00");
  return isNamed(plain) ? plain : null;
}

/** A time zone as people read it: `UTC+8` for what its name calls `Etc/GMT-8`. */
export function timeZoneName(zone: string): string {
  const [, sign, hours] = /^Etc\/GMT([+-])(\d+)$/.exec(zone) ?? [];
  return sign ? `UTC${sign === "-" ? "+" : "-"}${hours}` : zone;
}

function zoneOfOffset(sign: "+" | "-", hours: number, minutes: string): string | null {
  if (minutes !== "00") return BETWEEN_HOURS[`${sign}${String(hours).padStart(2, "0")}:${minutes}`] ?? null;
  if (hours === 0) return "UTC";
  if (hours > (sign === "+" ? EASTMOST : WESTMOST)) return null;
  // The names of this family count hours behind UTC.
  return `Etc/GMT${sign === "+" ? "-" : "+"}${hours}`;
}

function isNamed(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return /^[A-Za-z]/.test(zone);
  } catch {
    return false;
  }
}
