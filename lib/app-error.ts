/** Something that should never happen. The message is for the log, never for a person. */
export class AppError extends Error {
  /** Facts for the log: ids and counts, never secrets or the contents of rows. */
  readonly facts: Record<string, unknown>;

  constructor(message: string, options: { cause?: unknown; facts?: Record<string, unknown> } = {}) {
    super(message, { cause: options.cause });
    this.name = "AppError";
    this.facts = options.facts ?? {};
  }
}
