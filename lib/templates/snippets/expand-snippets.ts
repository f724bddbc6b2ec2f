import { TagToken, Tokenizer, type TopLevelToken } from "liquidjs";
import { LONGEST_LIQUID, liquid, parseLiquid } from "../liquid.ts";
import type { TextProblem } from "../template-problem.ts";
import type { UsedSnippet } from "./snippet.ts";

/** What snippets a text is expanded with. */
export type Snippets = readonly Pick<UsedSnippet, "name" | "text">[];

/** A text with its snippets in it, and where in it the author's own text stands (UTF-16 offsets). */
export interface Expansion {
  text: string;
  parts: ExpandedPart[];
  /** Tags that could not be replaced, each at its place in the author's text; they still stand in the text. */
  faults: TextProblem[];
}

/** A piece of an expanded text and where it comes from: a piece as long of the author's text, or a tag in it. */
interface ExpandedPart {
  from: number;
  to: number;
  source: { from: number; to: number; isTag: boolean };
}

/**
 * Puts snippets in place of the tags that name them, also inside each other. Text without such a tag is given back as it
 * is. A snippet stays apart from what stands around it: one that is no Liquid by itself is not put in.
 */
export function expandSnippets(text: string, snippets: Snippets): Expansion {
  const texts = new Map(snippets.map((snippet) => [snippet.name, snippet.text]));
  return expand(text, { texts, expanded: new Map(), within: [] });
}

/** The names of the snippets that a text asks for itself, each once. */
export function snippetNames(text: string): string[] {
  const names = rendersIn(text).flatMap((token) => nameIn(token) ?? []);
  return [...new Set(names)];
}

/** A text with blanks in place of the tags that name snippets. */
export function withoutSnippets(text: string): string {
  const tags = rendersIn(text);
  return tags.reduce(
    (rest, { begin, end }) => rest.slice(0, begin) + " ".repeat(end - begin) + rest.slice(end),
    text,
  );
}

/** Where a place of an expanded text is in the author's; a place inside a snippet is its tag's. */
export function placeInSource(
  { parts }: Pick<Expansion, "parts">,
  { from, to }: { from: number; to: number },
): { from: number; to: number } {
  const part = parts.find((one) => from >= one.from && from < one.to) ?? parts.at(-1);
  if (!part) return { from, to };
  const { source } = part;
  if (source.isTag) return { from: source.from, to: source.to };
  const start = source.from + (from - part.from);
  return { from: start, to: Math.min(start + (to - from), source.to) };
}

/** What is put in for a snippet, or why nothing is. */
type Found = string | Pick<TextProblem, "code" | "params">;

interface Known {
  texts: ReadonlyMap<string, string>;
  /** Each is expanded once, however often it is asked for: snippets in snippets double with every level. */
  expanded: Map<string, Found>;
  /** The snippets that the text stands in. */
  within: readonly string[];
}

function expand(text: string, known: Known): Expansion {
  const tags = rendersIn(text);
  if (tags.length === 0) return { text, parts: [ownPart(0, 0, text.length)], faults: [] };
  const expansion: Expansion = { text: "", parts: [], faults: [] };
  let done = 0;
  let trimsNext = false;
  const addOwn = (to: number) => {
    const whole = text.slice(done, to);
    const own = trimsNext ? whole.trimStart() : whole;
    add(expansion, own, { from: to - own.length, to, isTag: false });
    trimsNext = false;
  };
  for (const tag of tags) {
    addOwn(tag.begin);
    const found = snippetFor(tag, known, LONGEST_LIQUID - expansion.text.length);
    const source = { from: tag.begin, to: tag.end, isTag: true };
    if (typeof found === "string") {
      if (tag.trimLeft) trimEnd(expansion);
      add(expansion, found, source);
      trimsNext = tag.trimRight;
    } else {
      expansion.faults.push({ severity: "error", ...found, from: tag.begin, to: tag.end });
      add(expansion, text.slice(tag.begin, tag.end), source);
    }
    done = tag.end;
  }
  addOwn(text.length);
  return expansion;
}

function snippetFor(tag: TagToken, known: Known, room: number): Found {
  const name = nameIn(tag);
  if (name === null) return { code: "template_snippet_unnamed", params: {} };
  if (known.within.includes(name)) return { code: "template_snippet_cyclic", params: { name } };
  const found = known.expanded.get(name) ?? expandSnippet(name, known);
  known.expanded.set(name, found);
  return typeof found === "string" && found.length > room
    ? { code: "template_too_heavy", params: {} }
    : found;
}

function expandSnippet(name: string, known: Known): Found {
  const text = known.texts.get(name);
  if (text === undefined) return { code: "template_snippet_unknown", params: { name } };
  const inside = expand(text, { ...known, within: [...known.within, name] });
  const [fault] = inside.faults;
  if (fault) return { code: fault.code, params: fault.params };
  return isLiquid(inside.text) ? inside.text : { code: "template_snippet_broken", params: { name } };
}

function add(expansion: Expansion, text: string, source: ExpandedPart["source"]): void {
  const from = expansion.text.length;
  expansion.text += text;
  if (text !== "") expansion.parts.push({ from, to: expansion.text.length, source });
}

function trimEnd(expansion: Expansion): void {
  expansion.text = expansion.text.trimEnd();
  const { length } = expansion.text;
  expansion.parts = expansion.parts.flatMap((part) =>
    part.from >= length ? [] : [{ ...part, to: Math.min(part.to, length) }],
  );
}

function ownPart(from: number, at: number, to: number): ExpandedPart {
  return { from, to: from + to - at, source: { from: at, to, isTag: false } };
}

function rendersIn(text: string): TagToken[] {
  if (!text.includes("render") || text.length > LONGEST_LIQUID) return [];
  return topLevelTokens(text).filter(
    (token): token is TagToken => token instanceof TagToken && token.name === "render",
  );
}

// A text that cannot be taken apart has its problem told when it is read as a whole.
function topLevelTokens(text: string): TopLevelToken[] {
  try {
    return new Tokenizer(text, liquid.options.operators).readTopLevelTokens(liquid.options);
  } catch {
    return [];
  }
}

function nameIn({ args }: TagToken): string | null {
  const match = /^\s*(?:"([^"]+)"|'([^']+)')\s*$/.exec(args);
  return match?.[1] ?? match?.[2] ?? null;
}

function isLiquid(text: string): boolean {
  try {
    parseLiquid(text);
    return true;
  } catch {
    return false;
  }
}
