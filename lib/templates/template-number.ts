import Big from "big.js";
import { readNumber } from "#lib/read-number.ts";

/** A number that prints as it was written (`9.90`, `007`, `1,299.00`), and is compared and reckoned with as what it means. */
export class TemplateNumber {
  readonly #number: string;
  readonly #written: string;

  /** @param number as `readNumber` gives it. */
  constructor(number: string, written: string) {
    this.#number = number;
    this.#written = written;
  }

  toString(): string {
    return this.#written;
  }

  valueOf(): number {
    return Number(this.#number);
  }

  toJSON(): number {
    return this.valueOf();
  }

  // The engine compares by these names whatever has all of them.
  equals(other: unknown): boolean {
    return this.#compared(other) === 0;
  }

  gt(other: unknown): boolean {
    return this.#compared(other) === 1;
  }

  lt(other: unknown): boolean {
    return this.#compared(other) === -1;
  }

  geq(other: unknown): boolean {
    return this.equals(other) || this.gt(other);
  }

  leq(other: unknown): boolean {
    return this.equals(other) || this.lt(other);
  }

  #compared(other: unknown): number | null {
    const exact = exactOf(other);
    return exact && new Big(this.#number).cmp(exact);
  }
}

/** What was reckoned as a template sees it: JavaScript's own number where that prints the same. */
export function numberOf(number: string): number | TemplateNumber {
  return String(Number(number)) === number ? Number(number) : new TemplateNumber(number, number);
}

/** The exact number that a value of a template stands for, texts of any spelling included; `null` for none. */
export function exactOf(value: unknown): Big | null {
  if (typeof value === "number") return Number.isFinite(value) ? new Big(value) : null;
  if (typeof value !== "string" && !(value instanceof TemplateNumber)) return null;
  const number = readNumber(String(value));
  return number === null ? null : new Big(number);
}
