import { type FoldedText, isWordEdge } from "#lib/folded-text.ts";

/** A name that letters and digits make together, as models and parts have them. */
export interface ModelName {
  /** Folded. */
  name: string;
  /** In the original text, in UTF-16 units. */
  from: number;
  to: number;
}

// At least two letters and two digits, or a mark between them: "3D", "4K" and "B6" are words of prose.
const NAME = /(?<![a-z])[a-z]{1,20}-?[a-z]{0,20}\d{2,20}[a-z0-9]{0,20}(?:-[a-z0-9]{1,20}){0,4}/gu;
// Addresses, accounts and numbers that name people are other checks' business.
const AMID_ADDRESS = /[@/._=#]/;
const ACCOUNT = /^[a-z]{1,2}\d{7,}[a-z0-9]*$/;

// Generations and grades of what has a name of its own.
const RATED =
  /(?<![a-z0-9])(?:ipx|wi-?fi |usb |hdmi |bluetooth |cat ?|ddr|pcie ?|蓝牙 ?)\d(?:\.\d)?(?![a-z0-9])/gu;

/** The model names of a text, in order; amounts with units are none. */
export function modelNamesIn({ text, at, original }: FoldedText): ModelName[] {
  const named = [...text.matchAll(NAME)].filter(
    ({ index, 0: name }) =>
      isWordEdge(text, index) &&
      isWordEdge(text, index + name.length) &&
      !ACCOUNT.test(name) &&
      !AMID_ADDRESS.test(text[index - 1] ?? "") &&
      !/^[@/]|^\.[a-z]/.test(text.slice(index + name.length, index + name.length + 2)),
  );
  return [...named, ...text.matchAll(RATED)].map(({ index, 0: name }) => ({
    name,
    from: at[index] ?? 0,
    to: at[index + name.length] ?? original.length,
  }));
}
