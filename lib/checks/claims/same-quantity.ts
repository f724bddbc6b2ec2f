import type { Quantity } from "./quantities.ts";
import type { Unit } from "./units.ts";

type Amount = Pick<Quantity, "amounts" | "unit" | "step">;

// A terabyte is told as 1000 or 1024 gigabytes, a month as 30 days.
const ROUGH = new Set(["data", "time"]);
const ROUGH_TOLERANCE = 0.05;
const CONVERSION_TOLERANCE = 0.025;
const EXACT = 1e-6;
const DEGREES = 1.1;
const MILLILITRES_AN_OUNCE = 29.5735;
const MILLIMETRES_OF_WATER_A_BAR = 10_000;

/** Whether two quantities say the same, in whatever notation and units. */
export function isSameQuantity(a: Amount, b: Amount): boolean {
  return a.amounts.some((x) =>
    b.amounts.some((y) => isSameAmount(x, a.unit, y, b.unit) || isRounded(x, a, y, b)),
  );
}

// 560 g are 1.2 lb, for that is how exactly it is told.
function isRounded(x: number, a: Amount, y: number, b: Amount): boolean {
  if (!a.unit || !b.unit || a.unit.dimension !== b.unit.dimension || a.unit.system === b.unit.system)
    return false;
  if (a.unit.dimension === "temperature") return false;
  return (
    Math.abs(x * a.unit.factor - y * b.unit.factor) <=
    0.5 * Math.max(a.step * a.unit.factor, b.step * b.unit.factor)
  );
}

function isSameAmount(x: number, a: Unit | null, y: number, b: Unit | null): boolean {
  if (!a || !b) return isNear(x, y, EXACT);
  if (a.dimension !== b.dimension)
    return isFluidOunce(x, a, y, b) || isWeightOfFabric(x, a, y, b) || isDepthOfWater(x, a, y, b);
  if (a.dimension === "temperature" && a.system !== b.system)
    return Math.abs(celsius(x, a) - celsius(y, b)) <= DEGREES;
  return isNear(x * a.factor, y * b.factor, toleranceOf(a, b));
}

function toleranceOf(a: Unit, b: Unit): number {
  if (a.factor !== b.factor && ROUGH.has(a.dimension)) return ROUGH_TOLERANCE;
  return a.system === b.system ? EXACT : CONVERSION_TOLERANCE;
}

// "200 g/m²" is told as 200 g of each square metre.
function isWeightOfFabric(x: number, a: Unit, y: number, b: Unit): boolean {
  const dimensions = [a.dimension, b.dimension];
  return (
    dimensions.includes("fabric-weight") &&
    dimensions.includes("mass") &&
    isNear(x * a.factor, y * b.factor, EXACT)
  );
}

// Liquids are sold by the ounce of volume, written "oz" alone.
function isFluidOunce(x: number, a: Unit, y: number, b: Unit): boolean {
  if (a.dimension === "volume") return b.dimension === "mass" && isFluidOunce(y, b, x, a);
  if (a.dimension !== "mass" || a.system !== "imperial" || b.dimension !== "volume") return false;
  return isNear(x * MILLILITRES_AN_OUNCE, y * b.factor, CONVERSION_TOLERANCE);
}

// Watches are tight to "5 ATM", which is told as 50 m.
function isDepthOfWater(x: number, a: Unit, y: number, b: Unit): boolean {
  if (a.dimension === "length") return b.dimension === "pressure" && isDepthOfWater(y, b, x, a);
  if (a.dimension !== "pressure" || b.dimension !== "length") return false;
  return isNear(x * a.factor * MILLIMETRES_OF_WATER_A_BAR, y * b.factor, CONVERSION_TOLERANCE);
}

function celsius(amount: number, { system }: Unit): number {
  return system === "imperial" ? (amount - 32) / 1.8 : amount;
}

function isNear(x: number, y: number, tolerance: number): boolean {
  return Math.abs(x - y) <= tolerance * Math.max(Math.abs(x), Math.abs(y));
}
