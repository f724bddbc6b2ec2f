import type { StoredPlace } from "#db/schema/knowledge.ts";
import type { Block } from "./block.ts";
import { type Piece, sentencesOf } from "./sentences.ts";

/** What a passage has at most with its headings: the smallest of the usual embedding models take 512. */
const MOST_TOKENS = 400;
/** Headings never take more of it. */
const LEAST_FOR_TEXT = 150;
/** What of the end of a passage the next one of the same section begins with. */
const OVERLAP_TOKENS = 50;

/** A piece of a document as it is found, embedded and shown. */
export interface Passage {
  text: string;
  place: StoredPlace;
  /** Of what is embedded. */
  tokens: number;
}

/** What a passage is embedded as: its text below its headings, without which many say little. */
export function embeddedText({ text, place }: Pick<Passage, "text" | "place">): string {
  const heading = headingText(place);
  return heading ? `${heading}\n\n${text}` : text;
}

/**
 * Cuts a document into passages: never across a heading or a sheet, rows whole where they fit, long text between
 * sentences, each passage of a section beginning with how the one before it ended.
 */
export async function* splitPassages(
  blocks: AsyncIterable<Block>,
  countTokens: (text: string) => number,
): AsyncGenerator<Passage> {
  let open = new OpenPassage(countTokens);
  for await (const block of blocks) {
    if (!open.isOfSection(block.place)) {
      yield* open.end();
      open = new OpenPassage(countTokens);
    }
    for (const piece of piecesOf(block, countTokens)) {
      if (!open.hasRoomFor(piece, block)) {
        const next = open.following();
        yield* open.end();
        open = next;
        if (!open.hasRoomFor(piece, block)) open = new OpenPassage(countTokens);
      }
      open.add(piece, block);
    }
  }
  yield* open.end();
}

function* piecesOf({ text, kind }: Block, countTokens: (text: string) => number): Generator<Piece> {
  const tokens = text.length > MOST_TOKENS * 20 ? Number.POSITIVE_INFINITY : countTokens(text);
  if (tokens <= (kind === "text" ? LEAST_FOR_TEXT : MOST_TOKENS - LEAST_FOR_TEXT)) yield { text, tokens };
  else yield* sentencesOf(text, countTokens);
}

class OpenPassage {
  readonly #countTokens: (text: string) => number;
  #parts: { piece: Piece; block: Block | null }[] = [];
  #tokens = 0;
  #place: StoredPlace | null = null;

  constructor(countTokens: (text: string) => number) {
    this.#countTokens = countTokens;
  }

  isOfSection(place: StoredPlace): boolean {
    if (!this.#place) return true;
    const isSame = JSON.stringify(this.#place.headings) === JSON.stringify(place.headings);
    return isSame && this.#place.sheet === place.sheet;
  }

  hasRoomFor({ tokens }: Piece, { place, ...block }: Block): boolean {
    const before = this.#parts.at(-1)?.block;
    if (!before) return true;
    if (block.kind === "record" && before.place.rows?.[0] !== place.rows?.[0]) return false;
    const heading = this.#countTokens(headingText(place));
    return this.#tokens + tokens <= Math.max(LEAST_FOR_TEXT, MOST_TOKENS - heading);
  }

  add(piece: Piece, block: Block): void {
    const { rows } = block.place;
    const first = this.#place?.rows?.[0];
    this.#place ??= { ...block.place };
    if (rows) this.#place.rows = [first ?? rows[0], rows[1]];
    this.#parts.push({ piece, block });
    this.#tokens += piece.tokens;
  }

  /** The passage that goes on where this one ends: it begins with its last sentences. Rows are not repeated. */
  following(): OpenPassage {
    const next = new OpenPassage(this.#countTokens);
    const last = this.#parts.at(-1)?.block;
    if (last?.kind !== "text") return next;
    const ends: Piece[] = [];
    let tokens = 0;
    const candidates = this.#parts
      .filter(({ block }) => block === last)
      .flatMap(({ piece }) => [...sentencesOf(piece.text, this.#countTokens)]);
    for (const piece of candidates.toReversed()) {
      if (tokens + piece.tokens > OVERLAP_TOKENS) break;
      tokens += piece.tokens;
      ends.unshift(piece);
    }
    // Of a passage that is repeated whole nothing would be new.
    if (ends.length < candidates.length) for (const piece of ends) next.add(piece, last);
    return next;
  }

  *end(): Generator<Passage> {
    if (!this.#place) return;
    let text = "";
    let before: Block | null = null;
    for (const { piece, block } of this.#parts) {
      if (text && block !== before) text = `${text.trimEnd()}${block?.kind === "text" ? "\n\n" : "\n"}`;
      text += piece.text;
      before = block;
    }
    const passage = { text: text.trim(), place: this.#place };
    if (!/[\p{L}\p{N}]/u.test(passage.text)) return;
    yield { ...passage, tokens: this.#countTokens(embeddedText(passage)) };
  }
}

function headingText({ headings, sheet }: StoredPlace): string {
  return [...(sheet === undefined ? [] : [sheet]), ...headings].join(" > ");
}
