import { AppError } from "./app-error.ts";

/** An error as the log tells it. */
export interface DescribedError {
  type: string;
  message?: string;
  code?: string;
  /** What a database error names: never values. */
  constraint?: string;
  table?: string;
  facts?: Record<string, unknown>;
  stack?: string;
  cause?: DescribedError;
}

const DEEPEST = 5;

/**
 * An error for the log, without what rows, prompts, answers or keys hold: of foreign errors only what is known to
 * be free of them. A parser quotes what it could not read, a failed query names its parameters, and a provider's
 * error carries the whole request.
 */
export function describeError(thrown: unknown, depth = 0): DescribedError {
  // The queue tells its errors as bare copies, stack and all.
  if (typeof thrown === "object" && thrown !== null && "stack" in thrown && !(thrown instanceof Error))
    return describeError(Object.assign(new Error(), thrown), depth);
  if (!(thrown instanceof Error)) return { type: typeof thrown };
  if (isFailedQuery(thrown) && thrown.cause) return describeError(thrown.cause, depth);
  const { code, constraint_name, table_name } = thrown as Error & Record<string, unknown>;
  return {
    type: thrown.name,
    ...(tells(thrown) && { message: thrown.message }),
    ...(isShort(code) && { code: String(code) }),
    ...(isShort(constraint_name) && { constraint: String(constraint_name) }),
    ...(isShort(table_name) && { table: String(table_name) }),
    ...(thrown instanceof AppError && { facts: thrown.facts }),
    ...(thrown.stack && { stack: framesOf(thrown.stack) }),
    ...(thrown.cause !== undefined && depth < DEEPEST && { cause: describeError(thrown.cause, depth + 1) }),
  };
}

// The database is opened outside the bundle, where the class of a failed query is another one.
function isFailedQuery(error: Error): boolean {
  return "query" in error && "params" in error;
}

// Data errors (class 22) and broken constraints quote values; JSON and schema errors quote what they read.
function tells(error: Error): boolean {
  if (error instanceof AppError) return true;
  const isOfDatabase = error.name === "PostgresError";
  if (isOfDatabase) return !/^2[23]/.test(String((error as { code?: unknown }).code));
  const isParsing = error.name === "SyntaxError" || error.name === "ZodError" || error.name.startsWith("AI_");
  return !isParsing && !("responseBody" in error) && !("requestBodyValues" in error);
}

function isShort(value: unknown): boolean {
  return typeof value === "number" || (typeof value === "string" && value.length <= 80);
}

// A stack begins with the message.
function framesOf(stack: string): string {
  return stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .join("\n");
}
