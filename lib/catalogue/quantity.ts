import { trimBlanks } from "#lib/blank-text.ts";
import { readNumber } from "#lib/read-number.ts";

/** A number, and the unit it is written in where there is one. */
export interface Quantity {
  /** In the base unit where the unit has one (g, mm, ml), else as written. */
  number: number;
  unit: string | null;
}

/** How many of a family's base units one is. What is in the same family can be compared. */
const FACTORS: Record<string, number> = {
  ...{ mg: 0.001, g: 1, kg: 1000, t: 1e6, oz: 28.349523125, lb: 453.59237, lbs: 453.59237 },
  ...{ mm: 1, cm: 10, dm: 100, m: 1000, in: 25.4, inch: 25.4, ft: 304.8 },
  ...{ ml: 1, cl: 10, dl: 100, l: 1000 },
  ...{ 克: 1, 千克: 1000, 公斤: 1000, 斤: 500, 毫克: 0.001, 毫米: 1, 厘米: 10, 米: 1000, 毫升: 1, 升: 1000 },
};
const LONGEST = 60;
/** A number in front, then a word of letters, a degree, a percentage or an inch mark. */
const WITH_UNIT = /^([+-]?[\d.,' ]*\d)\s*([\p{L}µ°%"″²³]{1,12}\.?)$/u;

/** The quantity that a value stands for; `null` for a value that is none. Long digit strings name things. */
export function readQuantity(text: string): Quantity | null {
  const bare = trimBlanks(text);
  if (bare === "" || bare.length > LONGEST || /^0\d/.test(bare) || /\d{16}/.test(bare)) return null;
  const plain = readNumber(bare);
  if (plain !== null) return finite(Number(plain), null);
  const [, digits, unit = ""] = WITH_UNIT.exec(bare.normalize("NFKC")) ?? [];
  const number = digits === undefined ? null : readNumber(digits);
  if (number === null) return null;
  const factor = FACTORS[unit.toLowerCase()];
  return finite(Number(number) * (factor ?? 1), unit);
}

function finite(number: number, unit: string | null): Quantity | null {
  return Number.isFinite(number) ? { number: Number(number.toPrecision(15)), unit } : null;
}
