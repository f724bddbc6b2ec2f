import { adjacencyGraphs } from "@zxcvbn-ts/language-common";

/** Fewer keys in a line, or in a zigzag, are found in many a word. */
const SHORTEST_LINE = 3;
const SHORTEST_ZIGZAG = 4;
const ON_THE_SPOT = -1;
const LAYOUTS: Graph[] = Object.values(adjacencyGraphs);

/**
 * What is left of a text without its walks over a keyboard: keys in a line (a row, a column, a diagonal) or in a zigzag
 * (`1q2w3e`), either way, shifted or not, on any of the layouts that zxcvbn knows.
 */
export function withoutWalks(text: string): string {
  const keys = [...text];
  let left = "";
  for (let at = 0; at < keys.length; ) {
    const walked = Math.max(...LAYOUTS.map((layout) => walkFrom(keys, at, layout)));
    if (walked === 0) left += keys[at];
    at += Math.max(1, walked);
  }
  return left;
}

/** What is beside a key, by the way to it: the sign, and that of the same key shifted. */
type Graph = Record<string, (string | null)[]>;

/** How many keys from a place on are a walk; 0 where none begins there. */
function walkFrom(keys: readonly string[], start: number, graph: Graph): number {
  const ways: number[] = [];
  let isLine = true;
  for (let at = start + 1; at < keys.length; at++) {
    const way = wayBetween(keys[at - 1] ?? "", keys[at] ?? "", graph);
    if (way === null) break;
    const staysInLine = isLine && (ways.length === 0 || way === ways[0]);
    const line = ways.length + 1;
    if (!staysInLine) {
      // A line that turns is over; two ways in turn are a zigzag.
      if (isLine && line >= SHORTEST_LINE) break;
      if (ways.length >= 2 && way !== ways[ways.length - 2]) break;
      isLine = false;
    }
    ways.push(way);
  }
  const walked = ways.length + 1;
  return walked >= (isLine ? SHORTEST_LINE : SHORTEST_ZIGZAG) ? walked : 0;
}

/** The way from a key to the one beside it, as the layout's graph numbers them; `null` where it is not beside it. */
function wayBetween(from: string, to: string, graph: Graph): number | null {
  if (from === to) return ON_THE_SPOT;
  const way = (graph[from] ?? []).findIndex((beside) => beside?.includes(to));
  return way === -1 ? null : way;
}
