import { createHash } from "node:crypto";

/** Two outputs of the same row in the same language, by the places of their variants, a before b. */
export interface OutputPair {
  rowNumber: number;
  language: string;
  a: number;
  b: number;
}

/** A pair as one person is shown it. */
export interface Ballot extends OutputPair {
  /** Names the ballot without telling what is on it. */
  token: string;
  /** The variants by where they stand. */
  left: number;
  right: number;
}

const TOKEN_BYTES = 24;

/**
 * What one person votes on, in the order in which they do: the order, the sides and the tokens follow from a seed
 * that nobody sees, and are others for another person, so that what stands first or on the left favours no variant.
 */
export function ballotsFor(seed: string, memberId: string, pairs: readonly OutputPair[]): Ballot[] {
  return pairs
    .map((pair) => {
      const { rowNumber, language, a, b } = pair;
      const drawn = createHash("sha256")
        .update([seed, memberId, rowNumber, language, a, b].join("\n"))
        .digest();
      const token = drawn.subarray(0, TOKEN_BYTES).toString("base64url");
      const isFlipped = ((drawn.at(-1) ?? 0) & 1) === 1;
      return { ...pair, token, left: isFlipped ? b : a, right: isFlipped ? a : b };
    })
    .sort((one, other) => (one.token < other.token ? -1 : 1));
}

interface Cell {
  variant: number;
  rowNumber: number;
  language: string;
  status: string;
  output: Record<string, unknown> | null;
}

/** Every two outputs that can be compared, and how many are not asked about because they are the same. */
export function pairsToVoteOn(cells: readonly Cell[]): { pairs: OutputPair[]; identical: number } {
  const written = cells.filter(({ status, output }) => status === "succeeded" && output !== null);
  const places = Map.groupBy(written, ({ rowNumber, language }) => `${rowNumber} ${language}`);
  const pairs: OutputPair[] = [];
  let identical = 0;
  for (const beside of places.values()) {
    const inOrder = beside.toSorted((one, other) => one.variant - other.variant);
    for (const [index, one] of inOrder.entries()) {
      for (const other of inOrder.slice(index + 1)) {
        if (textOf(one.output) === textOf(other.output)) identical += 1;
        else {
          const { rowNumber, language } = one;
          pairs.push({ rowNumber, language, a: one.variant, b: other.variant });
        }
      }
    }
  }
  return { pairs, identical };
}

// Names in a fixed order: two outputs with the same fields are the same in whatever order a model wrote them.
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
