/** Something of a text that a translation must have too: where it stands in UTF-16 units, and what it is known by. */
export interface KeptPart {
  from: number;
  to: number;
  /** The same for every spelling of the same part. */
  key: string;
}

const DOUBLE_BRACES = String.raw`\{\{\{?(?<liquid>[^{}\n]{1,120})\}?\}\}`;
const TAG_OF_LIQUID = String.raw`\{%-?(?<statement>[^%\n]{1,120}?)-?%\}`;
const MARKED_BRACES = String.raw`(?<mark>[$#%])\{(?<marked>[^{}\n]{1,80})\}`;
const NAMED_PRINTF = String.raw`%\((?<named>[\w.]{1,60})\)(?<namedType>[sdif])`;
// "20%discount" and "100%coton" are no orders to fill something in.
const PRINTF = String.raw`(?<![\d.,%])%(?:(?<at>\d{1,2})\$)?[-+0#]?(?:\d{0,3}|\*)(?:\.\d{1,2})?(?:hh|h|ll|l|z)?(?<type>[sdifuxc@])(?!(?!(?:s|ms|px|x)(?!\p{L}))[\p{Script=Latin}\d])`;
const CAPITALS = String.raw`%(?<percent>[A-Z][A-Z\d]*_?[A-Z\d_]{1,40})%|__(?<lines>[A-Z][A-Z\d_]{1,40}?)__`;
const SIMPLE = new RegExp(
  [DOUBLE_BRACES, TAG_OF_LIQUID, MARKED_BRACES, NAMED_PRINTF, CAPITALS, PRINTF].join("|"),
  "gu",
);
const ARGUMENT = /^\s*([\p{L}_$][\p{L}\p{N}_.$-]{0,60}|\d{1,3}|)\s*$/u;
const FORMATTED = /^\s*([\p{L}_$][\p{L}\p{N}_.$-]{0,60}|\d{1,3})\s*,\s*([a-z]{4,13})\s*(?:,|$)/u;
const LONGEST_ARGUMENT = 120;

/**
 * The placeholders of a text, in order: Liquid and Mustache, ICU messages with those inside them, braces of every kind,
 * and printf. An ICU message is known by its argument and type alone, for languages differ in their plurals; what printf
 * takes in turn is known by its place, so that two of a kind in another order are others.
 */
export function placeholdersOf(text: string): KeptPart[] {
  const simple = simplePlaceholders(text);
  const free = withBlanks(text, simple);
  return [...simple, ...bracesIn(free)].sort((a, b) => a.from - b.from);
}

function simplePlaceholders(text: string): KeptPart[] {
  let inTurn = 0;
  return [...text.matchAll(SIMPLE)].map(({ 0: whole, index, groups = {} }) => {
    if (groups.type !== undefined && groups.at === undefined) inTurn++;
    return { from: index, to: index + whole.length, key: keyOf(groups, inTurn) };
  });
}

function keyOf(groups: Record<string, string | undefined>, inTurn: number): string {
  const { liquid, statement, mark, marked, named, namedType, percent, lines, at, type } = groups;
  if (liquid !== undefined) return `{{${tidy(liquid)}}}`;
  if (statement !== undefined) return `{%${tidy(statement)}%}`;
  if (marked !== undefined) return `${mark}{${tidy(marked)}}`;
  if (named !== undefined) return `%(${named})${namedType}`;
  if (percent !== undefined) return `%${percent}%`;
  if (lines !== undefined) return `__${lines}__`;
  return `%${at ?? inTurn}$${type === "i" ? "d" : type}`;
}

/** Braces that are arguments, or ICU messages and what stands in their branches; each is looked at once. */
function bracesIn(text: string): KeptPart[] {
  const closings = closingsOf(text);
  const found: KeptPart[] = [];
  // What a message chooses from stands in braces of its own, which are no placeholders: what is in them may be.
  const branches = new Set<number>();
  for (const [at, end] of [...closings].sort(([a], [b]) => a - b)) {
    if (branches.has(at)) continue;
    const beginning = text.slice(at + 1, Math.min(end, at + LONGEST_ARGUMENT));
    const place = { from: at, to: end + 1 };
    const plain = end - at <= LONGEST_ARGUMENT ? ARGUMENT.exec(beginning) : null;
    const formatted = plain ? null : FORMATTED.exec(beginning);
    if (plain) found.push({ ...place, key: `{${plain[1]}}` });
    if (!formatted) continue;
    found.push({ ...place, key: `{${formatted[1]},${formatted[2]}}` });
    for (let next = text.indexOf("{", at + 1); next >= 0 && next < end; ) {
      branches.add(next);
      next = text.indexOf("{", (closings.get(next) ?? next) + 1);
    }
  }
  return found;
}

/** Where each brace closes that does. */
function closingsOf(text: string): Map<number, number> {
  const open: number[] = [];
  const closings = new Map<number, number>();
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "{") open.push(at);
    const opened = text[at] === "}" ? open.pop() : undefined;
    if (opened !== undefined) closings.set(opened, at);
  }
  return closings;
}

/** A text with blanks in place of parts of it, which do not overlap: what else it has stands where it was. */
export function withBlanks(text: string, parts: readonly { from: number; to: number }[]): string {
  let [left, reached] = ["", 0];
  for (const { from, to } of [...parts].sort((a, b) => a.from - b.from)) {
    if (from < reached) continue;
    left += text.slice(reached, from) + " ".repeat(to - from);
    reached = to;
  }
  return left + text.slice(reached);
}

function tidy(text: string): string {
  return text
    .trim()
    .replaceAll(/\s+/g, " ")
    .replaceAll(/\s*([|.:,])\s*/g, "$1");
}
