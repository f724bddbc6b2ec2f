import { hashText } from "../hash-text.ts";

export interface Rgb {
  r: number;
  g: number;
  b: number;
}

const NAMED: [name: RegExp, colour: Rgb][] = [
  [/\bwhite\b|白/i, { r: 240, g: 240, b: 238 }],
  [/\bblack\b|黑/i, { r: 30, g: 30, b: 34 }],
  [/\bred\b|红/i, { r: 196, g: 48, b: 52 }],
  [/\b(?:orange|sunset)\b|橙|夕阳/i, { r: 232, g: 136, b: 52 }],
  [/\b(?:yellow|sand|beach)\b|黄|沙滩/i, { r: 226, g: 194, b: 96 }],
  [/\b(?:green|moss|forest|leaf|leaves)\b|绿|森林|苔/i, { r: 72, g: 130, b: 76 }],
  [/\b(?:blue|sea|ocean|sky)\b|蓝|海|天空/i, { r: 58, g: 110, b: 190 }],
  [/\bpurple\b|紫/i, { r: 124, g: 74, b: 160 }],
  [/\bpink\b|粉/i, { r: 232, g: 150, b: 178 }],
  [/\b(?:brown|wood|wooden)\b|棕|褐|木/i, { r: 132, g: 92, b: 60 }],
  [/\b(?:gr[ea]y|stone|concrete|marble)\b|灰|石/i, { r: 150, g: 150, b: 152 }],
];

/** The colour that a prompt names first, else one of its own; a seed shades it. */
export function colourOfPrompt(prompt: string, seed: number): Rgb {
  const named = NAMED.map(([name, colour]) => ({ at: prompt.search(name), colour }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at);
  const base = named[0]?.colour ?? ofHash(hashText(prompt));
  const shade = 0.8 + ((hashText(`${seed}`) % 1_000) / 1_000) * 0.4;
  const shaded = (part: number) => Math.min(255, Math.round(part * shade));
  return { r: shaded(base.r), g: shaded(base.g), b: shaded(base.b) };
}

function ofHash(hash: number): Rgb {
  return { r: 80 + (hash % 140), g: 80 + ((hash >>> 8) % 140), b: 80 + ((hash >>> 16) % 140) };
}
