import { AppError } from "#lib/app-error.ts";

/** A bucket that cannot be reached or refuses. The message tells an administrator what to do, and holds no secret. */
export class ObjectStoreError extends AppError {
  constructor(message: string, options: { cause?: unknown; facts?: Record<string, unknown> } = {}) {
    super(message, options);
    this.name = "ObjectStoreError";
  }
}
