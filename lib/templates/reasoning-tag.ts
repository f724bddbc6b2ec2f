// What models of many makers put around what they think before they answer.
const NAMES =
  "think|thinking|thought|thoughts|antthinking|reasoning|reason|reflection|reflect|analysis|scratchpad|rationale|chain_of_thought|inner_monologue|draft";

/** The source of a pattern for a tag around reasoning, to be matched in any case; `reasoningTagOf` reads its groups. */
export const REASONING_TAG = [
  `<(?<slash>/?)(?:[a-z]{1,20}:)?(?<name>${NAMES})(?:\\s[^<>]{0,200})?>`,
  "\\[(?<bracketSlash>/?)think\\]",
  "◁(?<triangleSlash>/?)think▷",
  "<\\|(?<edge>begin|end)_of_thought\\|>",
  "<\\|channel\\|>(?<channel>analysis|final)(?:<\\|[a-z]{1,20}\\|>[^<>]{0,50})?<\\|message\\|>",
].join("|");

/** A tag that begins or ends reasoning. Those of one name belong together. */
export interface ReasoningTag {
  name: string;
  isClosing: boolean;
}

/** The tag that a match of the pattern is; `null` where none of its groups took part. */
export function reasoningTagOf({ groups = {} }: RegExpExecArray): ReasoningTag | null {
  const { slash, name, bracketSlash, triangleSlash, edge, channel } = groups;
  if (name !== undefined) return { name: name.toLowerCase(), isClosing: slash === "/" };
  if (bracketSlash !== undefined) return { name: "[]", isClosing: bracketSlash === "/" };
  if (triangleSlash !== undefined) return { name: "◁▷", isClosing: triangleSlash === "/" };
  if (edge !== undefined) return { name: "thought", isClosing: edge.toLowerCase() === "end" };
  if (channel !== undefined) return { name: "channel", isClosing: channel.toLowerCase() === "final" };
  return null;
}

/**
 * Where the reasoning ends whose opening tag stands before a place: behind the tag that closes it, reckoning with tags
 * of its name inside it, else behind the last one; `null` where it is not closed.
 */
export function endOfReasoning(text: string, from: number, name: string): number | null {
  const pattern = new RegExp(REASONING_TAG, "gi");
  pattern.lastIndex = from;
  let last: number | null = null;
  let depth = 1;
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    const tag = reasoningTagOf(found);
    if (tag?.name !== name) continue;
    depth += tag.isClosing ? -1 : 1;
    if (tag.isClosing) last = pattern.lastIndex;
    if (depth === 0) return last;
  }
  return last;
}

/** A text, or as much of it as there is so far, without the reasoning before its JSON. */
export function behindReasoning(text: string): string {
  const pattern = new RegExp(REASONING_TAG, "gi");
  let from = 0;
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    const tag = reasoningTagOf(found);
    if (!tag) continue;
    if (!tag.isClosing) {
      if (text.slice(from, found.index).includes("{")) break;
      const end = endOfReasoning(text, pattern.lastIndex, tag.name);
      if (end === null) return "";
      pattern.lastIndex = end;
    }
    from = pattern.lastIndex;
  }
  return text.slice(from);
}
