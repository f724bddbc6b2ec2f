/** A name as it stands in a Liquid text. */
export interface LiquidName {
  name: string;
  from: number;
  to: number;
  kind: "input" | "local" | "unknown";
}

const DELIMITED = /\{\{-?([\s\S]*?)(?:-?\}\}|$)|\{%-?([\s\S]*?)(?:-?%\}|$)/g;
const PART = /"[^"]*"?|'[^']*'?|[\p{L}_][\p{L}\p{M}\p{N}_]*|\||\.|[^\s\p{L}_]/gu;
const OPAQUE = /\{%-?\s*(raw|comment)\s*-?%\}[\s\S]*?(?:\{%-?\s*end\1\s*-?%\}|$)/g;
const DEFINED = /\{%-?\s*(?:assign|capture|for)\s+([\p{L}_][\p{L}\p{M}\p{N}_]*)/gu;
const WORDS = new Set(
  "true false nil null empty blank and or not contains in reversed limit offset forloop continue with as".split(
    " ",
  ),
);

/**
 * Where a text names variables, for colouring: quick and forgiving while it is being typed. What is really
 * wrong is told by checkSection.
 */
export function findNames(text: string, inputs: ReadonlySet<string>): LiquidName[] {
  const seen = text.replace(OPAQUE, (hidden) => " ".repeat(hidden.length));
  const locals = new Set([...seen.matchAll(DEFINED)].map((match) => match[1] ?? ""));
  return [...seen.matchAll(DELIMITED)].flatMap((match) => {
    const isTag = match[2] !== undefined;
    const inside = match[1] ?? match[2] ?? "";
    const from = match.index + match[0].indexOf(inside, 2);
    return namesInside(inside, isTag).map(({ name, at }) => ({
      name,
      from: from + at,
      to: from + at + name.length,
      kind: kindOf(name, inputs, locals),
    }));
  });
}

function kindOf(name: string, inputs: ReadonlySet<string>, locals: ReadonlySet<string>): LiquidName["kind"] {
  if (inputs.has(name) || name === "language") return "input";
  return locals.has(name) ? "local" : "unknown";
}

function namesInside(inside: string, isTag: boolean): { name: string; at: number }[] {
  const found: { name: string; at: number }[] = [];
  let before = "";
  let isFirst = true;
  for (const { 0: part, index } of inside.matchAll(PART)) {
    const isName = /^[\p{L}_]/u.test(part);
    const isTagName = isTag && isFirst;
    const isArgument = isName && /^\s*:/.test(inside.slice(index + part.length));
    if (isName && !isTagName && !isArgument && before !== "|" && before !== "." && !WORDS.has(part))
      found.push({ name: part, at: index });
    before = part;
    isFirst = false;
  }
  return found;
}
