import pino from "pino";
import { describeError } from "#lib/describe-error.ts";

/** Structured log of the process, one JSON object a line. Never give it secrets or the contents of rows. */
export const log = pino({
  level: process.env.LOG_LEVEL ?? "info",
  base: { service: "presswork" },
  serializers: { err: describeError },
});
