let known: ReadonlySet<string> | undefined;

/** How many Han characters of a text no Japanese standard set has: those of mainland China alone, mostly. */
export function countUnknownToJapanese(text: string): number {
  known ??= jisCharacters();
  let count = 0;
  for (const letter of text.match(/\p{Script=Han}/gu) ?? []) if (!known.has(letter)) count++;
  return count;
}

// The levels one and two of JIS X 0208, read off the encoding that is made of it.
function jisCharacters(): ReadonlySet<string> {
  const bytes: number[] = [];
  for (let row = 0xb0; row <= 0xf4; row++) for (let cell = 0xa1; cell <= 0xfe; cell++) bytes.push(row, cell);
  return new Set(new TextDecoder("euc-jp").decode(new Uint8Array(bytes)));
}
