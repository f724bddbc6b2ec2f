import { behindReasoning, REASONING_TAG } from "#lib/templates/reasoning-tag.ts";

const BEGINS_WITH_REASONING = new RegExp(String.raw`^\s*(?:${REASONING_TAG})`, "i");
// Models whose prompt opens the tag only close it.
const CLOSES_REASONING = /<\/think(?:ing)?>/i;

/** What a model says, or has said so far, without what it thinks before: a tag further on may well be meant. */
export function spokenAnswer(text: string): string {
  if (!BEGINS_WITH_REASONING.test(text) && !CLOSES_REASONING.test(text)) return text.trim();
  return behindReasoning(text).trim();
}
