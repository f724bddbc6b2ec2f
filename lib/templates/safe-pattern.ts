import { RE2JS, RE2JSSyntaxException } from "re2js";

/**
 * An author's regular expression, matched in time that grows with the text alone: one of backtracking could hold a worker
 * for hours. `null` where it cannot be read.
 */
export function safePattern(pattern: string): { isIn(text: string): boolean } | null {
  try {
    const compiled = RE2JS.compile(pattern);
    return { isIn: (text) => compiled.matcher(text).find() };
  } catch (cause) {
    if (cause instanceof RE2JSSyntaxException) return null;
    throw cause;
  }
}
