import type { StoredPlace } from "#db/schema/knowledge.ts";

/** A paragraph, a list, a piece of code or a row of a table, as it stands in its document. */
export interface Block {
  text: string;
  place: StoredPlace;
  /** Rows stay whole and are never repeated; text may be cut between sentences. */
  kind: "text" | "row";
}

/** The headings that a block stands under, as a document's headings come one after the other. */
export class HeadingPath {
  readonly #headings: { level: number; text: string }[] = [];

  /** @param level 1 for the outermost. */
  enter(level: number, text: string): void {
    while ((this.#headings.at(-1)?.level ?? 0) >= level) this.#headings.pop();
    const tidy = text.replace(/\s+/g, " ").trim();
    if (tidy) this.#headings.push({ level, text: tidy.slice(0, LONGEST_HEADING) });
  }

  get path(): string[] {
    return this.#headings.map(({ text }) => text);
  }
}

/** What is longer is no heading but a paragraph set in large letters. */
const LONGEST_HEADING = 200;
