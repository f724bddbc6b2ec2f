import { type Clause, clausesOf, needsValue, wantedOf } from "./condition.ts";
import { FILTER_OF } from "./condition-filters.ts";
import { nameProblem } from "./input-name.ts";
import { parseLiquid } from "./liquid.ts";
import { liquidString } from "./liquid-string.ts";
import type { Rule } from "./rule.ts";
import { SECTIONS, type Section, type Sections } from "./section.ts";
import { withoutSnippets } from "./snippets/expand-snippets.ts";
import type { TemplateBody } from "./template.ts";

/** What rules are compiled with; to be rendered, it has its snippets in its texts already. */
export type RuledTemplate = Pick<TemplateBody, "sections" | "inputs" | "rules">;

/** A section's Liquid with its rules in it, and where in it the author's texts stand (UTF-16 offsets). */
export interface CompiledSection {
  text: string;
  parts: CompiledPart[];
}

/** `rule` is a rule's place in the list; `null` for the section's own text. */
export interface CompiledPart {
  from: number;
  to: number;
  rule: number | null;
}

interface RuleHere {
  index: number;
  rule: Rule;
  /** The Liquid variable that says whether its condition holds. */
  flag: string;
}

/** A text of the author's, or Liquid around it. */
type Piece = string | { text: string; rule: number | null };

/** Every section's Liquid with its rules in it; the same texts where there are none. */
export function compileRules(template: RuledTemplate): Sections {
  if (template.rules.length === 0) return template.sections;
  const entries = SECTIONS.map((section) => [section, compileSection(section, template).text]);
  return Object.fromEntries(entries) as Sections;
}

/**
 * A section with its rules, in their order: what is added stands below, on a line of its own; the last one that replaces
 * or drops decides what becomes of the section's own text; what is dropped takes with it what was added before. Where
 * one of the texts is no Liquid by itself, that text alone: it must not reach what stands around it.
 */
export function compileSection(section: Section, template: RuledTemplate): CompiledSection {
  const own = { text: template.sections[section], rule: null };
  const rules = rulesOf(section, template);
  if (rules.length === 0) return joined([own]);
  const texts = [own, ...rules.filter(({ rule }) => rule.do !== "drop").map(textOf)];
  const unreadable = texts.find(({ text }) => !isLiquid(text));
  if (unreadable) return joined([unreadable]);
  const flags = rules.map(({ rule, flag }) => `${flagLines(rule, flag, template)}\n`);
  return joined([...flags, ...ownPieces(own, rules), ...rules.flatMap((one) => addedPieces(one, rules))]);
}

function rulesOf(section: Section, template: RuledTemplate): RuleHere[] {
  const prefix = freePrefix(template);
  return template.rules.flatMap((rule, index) =>
    rule.section === section ? [{ index, rule, flag: `${prefix}${index + 1}` }] : [],
  );
}

// The variables of rules must be none that the author knows by the same name.
function freePrefix({ sections, inputs, rules }: RuledTemplate): string {
  const words = [
    ...Object.values(sections),
    ...inputs.map(({ name }) => name),
    ...rules.map(({ text }) => text ?? ""),
  ].join("\n");
  let prefix = "rule_";
  while (words.includes(prefix)) prefix += "_";
  return prefix;
}

function textOf({ rule, index }: RuleHere): Exclude<Piece, string> {
  return { text: rule.text ?? "", rule: index };
}

function isLiquid(text: string): boolean {
  try {
    parseLiquid(withoutSnippets(text));
    return true;
  } catch {
    return false;
  }
}

function flagLines({ when }: Rule, flag: string, template: RuledTemplate): string {
  const { key, clauses } = clausesOf(when);
  const set = `{%- assign ${flag} = true -%}`;
  const opened = clauses.map((clause) => `{%- if ${asked(clause, template)} -%}`);
  const lines =
    key === "all"
      ? [...opened, set, opened.map(() => "{%- endif -%}").join("")]
      : opened.flatMap((open) => [open, set, "{%- endif -%}"]);
  return [`{%- assign ${flag} = false -%}`, ...lines].join("\n");
}

function asked({ input, is, value }: Clause, { inputs }: RuledTemplate): string {
  const wanted = wantedOf({ is, value });
  // Nothing to compare with holds for nothing, and is told as a problem.
  const values = needsValue(is) ? `: ${wanted.map(liquidString).join(", ") || '""'}` : "";
  return `${variableOf(input, inputs)} | ${FILTER_OF[is]}${values}`;
}

// A name that is no input's is no Liquid either: it is missing, whatever it says.
function variableOf(input: string, inputs: RuledTemplate["inputs"]): string {
  if (input === "language") return "language.code";
  return inputs.some(({ name }) => name === input) && nameProblem(input) === null ? input : "nil";
}

function ownPieces(own: Piece, rules: RuleHere[]): Piece[] {
  const deciding = rules.filter(({ rule }) => rule.do !== "add").reverse();
  if (deciding.length === 0) return [own, "\n"];
  return [
    ...deciding.flatMap((one, at): Piece[] => [
      `{%- ${at === 0 ? "if" : "elsif"} ${one.flag} -%}\n`,
      ...(one.rule.do === "replace" ? [textOf(one), "\n"] : []),
    ]),
    "{%- else -%}\n",
    own,
    "\n{%- endif -%}\n",
  ];
}

function addedPieces(one: RuleHere, rules: RuleHere[]): Piece[] {
  if (one.rule.do !== "add") return [];
  const drops = rules.filter(({ rule, index }) => rule.do === "drop" && index > one.index);
  const isKept = drops.map(({ flag }) => ` and ${flag} == false`).join("");
  return [`{%- if ${one.flag}${isKept} %}\n`, textOf(one), "\n{%- endif -%}\n"];
}

function joined(pieces: Piece[]): CompiledSection {
  let text = "";
  const parts: CompiledPart[] = [];
  for (const piece of pieces) {
    if (typeof piece === "string") {
      text += piece;
      continue;
    }
    parts.push({ from: text.length, to: text.length + piece.text.length, rule: piece.rule });
    text += piece.text;
  }
  return { text, parts };
}
