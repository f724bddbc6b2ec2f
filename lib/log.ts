import pino from "pino";

/** Structured log of the process, one JSON object a line. Never give it secrets or the contents of rows. */
export const log = pino({
  level: process.env.LOG_LEVEL ?? "info",
  base: { service: "presswork" },
  serializers: {
    // A failed query's own message holds its parameters, and so the contents of rows.
    err: (error: unknown) => pino.stdSerializers.err((isFailedQuery(error) ? error.cause : error) as Error),
  },
});

// Not by its class: the database is opened outside the bundle, where the class is another one.
function isFailedQuery(error: unknown): error is Error {
  return error instanceof Error && "query" in error && "params" in error;
}
