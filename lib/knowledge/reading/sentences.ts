/** A stretch of a text with what white space follows it, and its tokens. */
export interface Piece {
  text: string;
  tokens: number;
}

// Sentences end at these; a full stop between figures or letters ends none.
const ENDS = /(?:[.!?…]{1,9}["'”’»)\]]{0,9}(?=\s)|[。！？；]{1,9}[」』”’）]{0,9}|\n+)\s*/g;
/** Longer stretches without an end are cut between words. */
const LONGEST_PIECE = 400;

/** A text cut between its sentences; put together again the pieces are the text. Takes linear time. */
export function* sentencesOf(text: string, countTokens: (text: string) => number): Generator<Piece> {
  let from = 0;
  for (const { 0: end, index } of text.matchAll(ENDS)) {
    yield* shortPieces(text.slice(from, index + end.length), countTokens);
    from = index + end.length;
  }
  if (from < text.length) yield* shortPieces(text.slice(from), countTokens);
}

function* shortPieces(sentence: string, countTokens: (text: string) => number): Generator<Piece> {
  for (let from = 0; from < sentence.length; ) {
    const to = sentence.length - from <= LONGEST_PIECE ? sentence.length : cutAt(sentence, from);
    const text = sentence.slice(from, to);
    yield { text, tokens: countTokens(text) };
    from = to;
  }
}

function cutAt(text: string, from: number): number {
  const latest = from + LONGEST_PIECE;
  for (let at = latest; at > from + LONGEST_PIECE / 2; at--)
    if (/[\s,，、;]/.test(text[at - 1] ?? "")) return at;
  const isInsidePair = (text.charCodeAt(latest) & 0xfc00) === 0xdc00;
  return isInsidePair ? latest - 1 : latest;
}
