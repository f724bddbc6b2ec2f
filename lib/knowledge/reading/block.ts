import type { StoredPlace } from "#db/schema/knowledge.ts";

/** A paragraph, a list, a piece of code or a row of a table, as it stands in its document. */
export interface Block {
  text: string;
  place: StoredPlace;
  /** Rows stay whole and are never repeated; text may be cut between sentences. A record shares no passage with another. */
  kind: "text" | "row" | "record";
}

/** The headings that blocks stand under, as a document's headings come one after the other. */
export class HeadingPath {
  readonly #headings: { level: number; text: string }[] = [];
  /** Whether the innermost heading has something under it. */
  #isFilled = true;

  /**
   * Goes on under a heading. @param level 1 for the outermost.
   * @returns what nothing else of the document tells: the heading before, where nothing came under it, and this one
   * where it is too long for a heading.
   */
  *enter(level: number, text: string): Generator<Block> {
    if ((this.#headings.at(-1)?.level ?? 0) >= level) yield* this.end();
    while ((this.#headings.at(-1)?.level ?? 0) >= level) this.#headings.pop();
    const tidy = text.replace(/\s+/g, " ").trim();
    if (tidy.length > LONGEST_HEADING) yield this.block(tidy, "text");
    else if (tidy) {
      this.#headings.push({ level, text: tidy });
      this.#isFilled = false;
    }
  }

  /** What stands under the headings that are open. */
  block(text: string, kind: Block["kind"]): Block {
    this.#isFilled = true;
    return { text, place: { headings: this.#headings.map((heading) => heading.text) }, kind };
  }

  /** @returns the innermost heading, where nothing came under it. */
  *end(): Generator<Block> {
    if (this.#isFilled) return;
    const bare = this.#headings.pop();
    if (bare) yield this.block(bare.text, "text");
  }
}

/** What is longer is no heading but a paragraph set in large letters. */
const LONGEST_HEADING = 200;
