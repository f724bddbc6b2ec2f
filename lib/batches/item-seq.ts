/** Which output an item is: a row (from 1) in a language. */
export interface ItemPlace {
  rowNumber: number;
  language: string;
}

/** The sequence number of a row in the language at `languageIndex`: rows in order, languages within a row. */
export function seqOf(rowNumber: number, languageIndex: number, languageCount: number): number {
  return (rowNumber - 1) * languageCount + languageIndex;
}

/** Above every sequence number of a batch's items; where only a part of its rows is made, not every one below has an item. */
export function seqCount({
  rowCount,
  languages,
}: {
  rowCount: number;
  languages: readonly string[];
}): number {
  return rowCount * languages.length;
}

/** The row and language of a sequence number. @throws when the batch has no languages. */
export function placeOf(seq: number, languages: readonly string[]): ItemPlace {
  const language = languages[seq % languages.length];
  if (language === undefined) throw new RangeError("A batch has at least one language.");
  return { rowNumber: Math.floor(seq / languages.length) + 1, language };
}
