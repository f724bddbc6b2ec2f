import Big from "big.js";
import { exactOf, numberOf, type TemplateNumber } from "./template-number.ts";

type Reckoned = number | TemplateNumber | null;

const DECIMALS_OF_A_QUOTIENT = 12;
/** Far more than any quantity has: numbers that grow past it would take ever longer to reckon with. */
const MOST_DIGITS = 50;
const GREATEST_EXPONENT = 300;
const MOST_DECIMALS = 50;

/**
 * The filters that reckon, with exact decimals. What is no number, a division by zero and a number that grows without
 * end are errors rather than 0, Infinity or NaN in a prompt; a blank that an author chose stays blank.
 */
export const NUMBER_FILTERS: Record<string, (value: unknown, ...args: unknown[]) => Reckoned> = {
  plus: reckon((a, b) => a.plus(b)),
  minus: reckon((a, b) => a.minus(b)),
  times: reckon((a, b) => a.times(b)),
  divided_by: (value, divisor, asInteger) =>
    reckon((a, b) => {
      const quotient = a.div(divisorOf(b));
      return asInteger === true ? floor(quotient) : quotient.round(DECIMALS_OF_A_QUOTIENT);
    })(value, divisor),
  modulo: reckon((a, b) => a.mod(divisorOf(b)).plus(b).mod(b)),
  at_least: reckon((a, b) => (a.lt(b) ? b : a)),
  at_most: reckon((a, b) => (a.gt(b) ? b : a)),
  abs: (value) => reckon((a) => a.abs())(value, 0),
  ceil: (value) => reckon((a) => floor(a.neg()).neg())(value, 0),
  floor: (value) => reckon(floor)(value, 0),
  round: (value, decimals = 0) =>
    reckon((a, b) => {
      const places = Math.min(Math.max(b.toNumber(), -MOST_DECIMALS), MOST_DECIMALS);
      return a.round(Math.trunc(places), Big.roundHalfUp);
    })(value, decimals),
  to_integer: (value) => reckon((a) => a.round(0, Big.roundDown))(value, 0),
  sum: (values, property) =>
    asList(values).reduce<Reckoned>((sum, value) => {
      const part = property === undefined ? value : partOf(value, String(property));
      return reckon((a, b) => a.plus(b))(sum, part ?? 0);
    }, 0),
};

function reckon(operate: (a: Big, b: Big) => Big): (value: unknown, operand: unknown) => Reckoned {
  return (value, operand) => {
    if (value === null || value === undefined) return null;
    const result = operate(exact(value), exact(operand));
    if (result.e > GREATEST_EXPONENT) throw new Error(`number expected: ${value}`);
    return numberOf(result.prec(MOST_DIGITS).toFixed());
  };
}

function exact(value: unknown): Big {
  const number = exactOf(value);
  if (!number) throw new Error(`number expected: ${value === null ? "" : value}`);
  return number;
}

function divisorOf(number: Big): Big {
  if (number.eq(0)) throw new Error("divided by 0");
  return number;
}

function floor(number: Big): Big {
  const whole = number.round(0, Big.roundDown);
  return whole.gt(number) ? whole.minus(1) : whole;
}

function asList(values: unknown): unknown[] {
  if (values === null || values === undefined) return [];
  return Array.isArray(values) ? values : [values];
}

function partOf(value: unknown, property: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, property)
    ? (value as Record<string, unknown>)[property]
    : undefined;
}
