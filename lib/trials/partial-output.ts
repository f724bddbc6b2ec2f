import { parse } from "partial-json";
import { behindReasoning } from "#lib/templates/reasoning-tag.ts";

/**
 * What can be read of an output while it is still being written, as far as it is. Fields that have not begun are absent.
 * @param written the beginning of an answer; reasoning and what else comes before its JSON object is passed over.
 */
export function partialOutput(written: string): Record<string, unknown> {
  const text = behindReasoning(written);
  const start = text.indexOf("{");
  if (start < 0) return {};
  try {
    return parse(text.slice(start)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
