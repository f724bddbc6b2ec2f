import simplifiedToTraditional from "opencc-js/dict/STCharacters";
import traditionalToSimplified from "opencc-js/dict/TSCharacters";

const traditionalOnly = onlyIn(traditionalToSimplified);
const simplifiedOnly = onlyIn(simplifiedToTraditional);

// Fewer are a name, or letters set in the other way to hide a word.
const FEWEST = 3;

/**
 * Whether a Chinese text is written in the other set of characters than was asked for: more of its characters exist
 * only in that one.
 * @param script `Hans` or `Hant`.
 */
export function otherChineseVariant(text: string, script: string | undefined): boolean {
  let [traditional, simplified] = [0, 0];
  for (const letter of text) {
    if (traditionalOnly.has(letter)) traditional++;
    if (simplifiedOnly.has(letter)) simplified++;
  }
  const [own, other] = script === "Hant" ? [traditional, simplified] : [simplified, traditional];
  return other >= FEWEST && other > own;
}

// Characters that the other set never writes: whatever maps to itself too is of both.
function onlyIn(entries: string): Set<string> {
  return new Set(
    entries.split("|").flatMap((entry) => {
      const [from = "", ...to] = entry.split(" ");
      return to.includes(from) ? [] : [from];
    }),
  );
}
