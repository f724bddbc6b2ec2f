/**
 * How the sandbox writes one language. Every text names the facts it needs in braces and is used only where the
 * product has them all, so that nothing is said that the row does not say.
 */
export interface Voice {
  /** Between the items of a list, and before its last. */
  comma: string;
  and: string;
  /** Between two sentences. */
  space: string;
  titles: string[];
  /** One sentence is taken from each group, in this order, as far as facts and length allow. */
  story: string[][];
  /** Sentences that need no fact, where a text must be longer than the facts give. */
  closings: string[];
  points: string[];
  questions: [question: string, answer: string][];
  keywords: string[];
  /** A fact under its own label. */
  labelled: string;
  notStated: string;
}
