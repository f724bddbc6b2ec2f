const PLAIN = /^[\p{L}\p{M}\p{N} .,:;!?+*/()&@#=$€£¥￥、，。；：（）·-]$/u;

/**
 * A text as a string of Liquid, between double quotes. Whatever could end the string, the tag around it or the line is
 * written as its code: no text says more there than itself.
 */
export function liquidString(text: string): string {
  return `"${[...text].map((character) => (PLAIN.test(character) ? character : coded(character))).join("")}"`;
}

function coded(character: string): string {
  return Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`,
  ).join("");
}
