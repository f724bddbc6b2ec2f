import { newId } from "#lib/new-id.ts";

/**
 * Keys for creations: the same input has the same key until it is done, so that one whose answer was lost on the way
 * is not made twice when it is sent again; another input has another.
 */
export class CreationKey {
  #input = "";
  #key = "";

  /** The context of the call that creates. */
  for(input: unknown): { context: { idempotencyKey: string } } {
    const text = JSON.stringify(input);
    if (text !== this.#input || this.#key === "") {
      this.#input = text;
      this.#key = newId();
    }
    return { context: { idempotencyKey: this.#key } };
  }

  /** It is made: the same again is another one. */
  done(): void {
    this.#key = "";
  }
}
