import { hashText } from "./hash-text.ts";

export const EMBEDDING_DIMENSIONS = 256;

/**
 * A text as a unit vector of hashed words and letter triples: texts that share words lie near each other. It
 * knows nothing of meaning, which is why it is marked as simulated.
 */
export function embed(text: string, dimensions: number): number[] {
  const vector = new Float64Array(dimensions);
  const add = (gram: string, weight: number) => {
    const hash = hashText(gram);
    const at = hash % dimensions;
    vector[at] = (vector[at] ?? 0) + (hash & 0x8000_0000 ? -weight : weight);
  };
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    add(word, 1);
    for (let i = 0; i + 3 <= word.length; i++) add(`#${word.slice(i, i + 3)}`, 0.5);
    if (/\p{Script=Han}/u.test(word)) for (const sign of word) add(sign, 0.5);
  }
  const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0)) || 1;
  return Array.from(vector, (value) => value / norm);
}
