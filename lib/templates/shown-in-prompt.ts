import { picturesIn } from "./input-value.ts";
import type { InputColumn } from "./template.ts";

// A noncharacter, as those that hold signs of a row: no author writes it, and filters take it for a letter.
const EDGE = "\ufdd8";
const PLACES = new RegExp(`${EDGE}(\\d+)${EDGE}`, "g");
const REMAINS = new RegExp(EDGE, "g");

/**
 * The pictures of one prompt. Where a text prints a picture input, it names its pictures as `[picture 1]`, and these are
 * shown with it, each once and in the order in which they are named; what no text prints is not sent and costs nothing.
 */
export class ShownInPrompt {
  readonly #known: string[] = [];
  readonly #shown: string[] = [];

  /** What a text prints in an input's place before its pictures have numbers; "" for a value without any. */
  placeOf({ maxPictures = 1 }: Pick<InputColumn, "maxPictures">, value: string): string {
    const pictures = (picturesIn(value) ?? []).slice(0, maxPictures);
    return pictures.map((picture) => `${EDGE}${this.#known.push(picture) - 1}${EDGE}`).join(" ");
  }

  /** A rendered text with its pictures by their numbers. */
  named(text: string): string {
    if (this.#known.length === 0 || !text.includes(EDGE)) return text;
    const named = text.replace(PLACES, (_, place: string) => {
      const picture = this.#known[Number(place)];
      return picture === undefined ? "" : `[picture ${this.#numberOf(picture)}]`;
    });
    // A filter may have cut one in two.
    return named.replace(REMAINS, "");
  }

  /** Those that a text named so far, in their order. */
  get pictures(): string[] {
    return [...this.#shown];
  }

  #numberOf(picture: string): number {
    const known = this.#shown.indexOf(picture);
    return known >= 0 ? known + 1 : this.#shown.push(picture);
  }
}
