import {
  BLOCK,
  foldedValue,
  LONGEST_VALUE,
  lengthOf,
  type Measure,
  MOST_VALUES,
  mostOf,
  PICTURE_COUNT,
  PICTURE_SIDE,
  TERMS,
  termName,
} from "#db/queries/catalogue/index-terms.ts";
import type { IndexedProduct } from "#db/queries/catalogue/product-index.ts";
import { storableText } from "#lib/storable-text.ts";

/** A term longer than this is none: the index of terms could not hold it. */
const LONGEST_TERM = 500;

/** The terms that are true of the products of one block, a bit for each product. */
export class BlockBits {
  readonly #bits = new Map<string, Uint8Array>();
  /** Values of each text so far; `null` where there are too many. */
  readonly #values = new Map<string, Map<string, Uint8Array> | null>();

  add({ id, facts, attributes, categoryId, pictureCount, pictureMinSide }: IndexedProduct): void {
    const at = id % BLOCK;
    this.#set(TERMS.product, at);
    for (const fact of ["title", "gtin", "category", "countries", "languages"] as const)
      if (facts[fact] !== undefined) this.#set(TERMS.has(fact), at);
    for (const fact of ["countries", "languages"] as const)
      for (const value of facts[fact] ?? []) this.#set(TERMS.listed(fact, value), at);
    if (categoryId !== null) this.#set(TERMS.category(categoryId), at);
    this.#measure(PICTURE_COUNT, pictureCount, at);
    if (pictureMinSide !== null) {
      this.#set(TERMS.measured, at);
      this.#measure(PICTURE_SIDE, pictureMinSide, at);
    }
    for (const fact of ["title", "gtin"] as const) this.#measure(lengthOf(fact), lengthIn(facts[fact]), at);
    for (const [attribute, value] of Object.entries(attributes)) {
      const name = termName({ attribute });
      this.#set(TERMS.has(name), at);
      this.#measure(lengthOf(name), lengthIn(value), at);
      this.#value(name, foldedValue(value), at);
    }
  }

  /** Each term with its bits as hexadecimal digits. */
  *terms(): Generator<{ term: string; hex: string }> {
    for (const [term, bits] of this.#bits)
      if (term.length <= LONGEST_TERM)
        yield { term: storableText(term), hex: Buffer.from(bits).toString("hex") };
    for (const [name, values] of this.#values) {
      const has = this.#bits.get(TERMS.has(name));
      if (!values || !has) continue;
      yield { term: storableText(TERMS.values(name)), hex: Buffer.from(has).toString("hex") };
      for (const [value, bits] of values)
        yield { term: storableText(TERMS.value(name, value)), hex: Buffer.from(bits).toString("hex") };
    }
  }

  #value(name: string, value: string, at: number): void {
    let values = this.#values.get(name);
    if (values === null) return;
    if (!values) {
      values = new Map();
      this.#values.set(name, values);
    }
    let bits = values.get(value);
    if (!bits) {
      if (
        value.length > LONGEST_VALUE ||
        name.length > LONGEST_TERM - LONGEST_VALUE ||
        values.size >= MOST_VALUES
      ) {
        this.#values.set(name, null);
        return;
      }
      bits = new Uint8Array(BLOCK / 8);
      values.set(value, bits);
    }
    setBit(bits, at);
  }

  #measure(measure: Measure, value: number, at: number): void {
    const held = Math.min(value, mostOf(measure) + 1);
    for (let bit = 0; bit < measure.bits; bit++)
      if ((held >> bit) & 1) this.#set(TERMS.bit(measure, bit), at);
  }

  #set(term: string, at: number): void {
    let bits = this.#bits.get(term);
    if (!bits) {
      bits = new Uint8Array(BLOCK / 8);
      this.#bits.set(term, bits);
    }
    setBit(bits, at);
  }
}

/** PostgreSQL counts the bits of a string from the left. */
function setBit(bits: Uint8Array, at: number): void {
  bits[at >> 3] = (bits[at >> 3] ?? 0) | (0x80 >> (at & 7));
}

/** As the database counts characters. */
function lengthIn(text: string | undefined): number {
  return text === undefined ? 0 : [...text].length;
}
