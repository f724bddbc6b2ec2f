import { parse } from "partial-json";

/**
 * What can be read of an output while it is still being written, as far as it is. Fields that have not begun are absent.
 * @param text the beginning of an answer; what comes before its JSON object is passed over.
 */
export function partialOutput(text: string): Record<string, unknown> {
  const start = text.indexOf("{");
  if (start < 0) return {};
  try {
    return parse(text.slice(start)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
