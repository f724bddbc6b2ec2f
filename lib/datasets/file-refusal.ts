import type { Refusal } from "#lib/result.ts";

/**
 * A file that cannot be taken, thrown from deep inside its streams and turned back into a plain refusal where
 * the reading thread ends.
 */
export class FileRefusal extends Error {
  readonly refusal: Refusal;

  constructor(code: string, params?: Record<string, string | number>, options?: { cause: unknown }) {
    super(code, options);
    this.refusal = { code, ...(params && { params }) };
  }
}
