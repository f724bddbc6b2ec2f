import { isBlankText, trimBlanks } from "#lib/blank-text.ts";
import type { Section, Sections } from "#lib/templates/section.ts";

/** An exchange that is to be an example: what was read of the row, and what was answered. */
export interface KeptExample {
  /** Values of the row by column, in the order of the template's inputs. */
  inputs: readonly { name: string; value: string }[];
  /** The fields of the answer, where it has them; they are written as JSON. */
  output: Readonly<Record<string, unknown>> | null;
  answer: string;
}

/** The words before an example's two parts, as the author writes them. */
interface ExampleLabels {
  input: string;
  output: string;
}

const USUAL_LABELS: ExampleLabels = { input: "Input:", output: "Output:" };
// A line that begins an example's part, alone or before its text, perhaps in bold or as a heading.
const LABEL_LINE =
  /^[^\S\n]*(?:#{1,6}[^\S\n]+)?(?<label>(?:\*\*)?(?<word>input|question|q|row|输入|问|output|answer|a|输出|答)(?:[^\S\n]*\d+)?(?:\*\*)?[:：](?:\*\*)?)/gimu;
const INPUT_WORDS = new Set(["input", "question", "q", "row", "输入", "问"]);

/** The sections with an exchange added to the examples, in the words that the template's examples have. */
export function withExample(sections: Sections, example: KeptExample): Sections {
  const { input, output } = labelsIn(sections.examples);
  const row = example.inputs
    .filter(({ value }) => !isBlankText(value))
    .map(({ name, value }) => `${name}: ${plainText(value)}`);
  const answer = example.output ? JSON.stringify(example.output, null, 2) : example.answer;
  const text = [input, ...row, output, plainText(answer)].join("\n");
  return withBlock(sections, "examples", text);
}

/** The sections with what a person asked for added to the requirements, as a line of their list. */
export function withRequirement(sections: Sections, said: string): Sections {
  const { requirements } = sections;
  const sentence = plainText(said.replace(/\s*\n\s*/g, " "));
  const lines = requirements.trimEnd().split("\n");
  const mark = markAfter(lines.at(-1) ?? "");
  const before = isBlankText(requirements) ? "" : `${requirements.trimEnd()}\n`;
  return { ...sections, requirements: `${before}${mark}${sentence}` };
}

/** The sections with a text added to one of them, as a part of its own. */
export function withText(sections: Sections, section: Section, text: string): Sections {
  return withBlock(sections, section, plainText(text));
}

/**
 * A text as it is read by a model and never by the template: what would begin a tag of Liquid is written as text, and
 * what would begin a part of the prompt is escaped.
 */
export function plainText(text: string): string {
  return trimBlanks(text)
    .replace(/\{(?=[{%])/g, '{{ "{" }}')
    .replace(/^([^\S\r\n]*)(#{1,6}\s)/gm, "$1\\$2");
}

function withBlock(sections: Sections, section: Section, block: string): Sections {
  const before = sections[section].trimEnd();
  return { ...sections, [section]: isBlankText(before) ? block : `${before}\n\n${block}` };
}

function labelsIn(examples: string): ExampleLabels {
  const found = [...examples.matchAll(LABEL_LINE)].map(({ groups = {} }) => ({
    label: (groups.label ?? "").replace(/[^\S\n]*\d+/, ""),
    isInput: INPUT_WORDS.has((groups.word ?? "").toLowerCase()),
  }));
  const input = found.find(({ isInput }) => isInput)?.label;
  const output = found.find(({ isInput }) => !isInput)?.label;
  return input && output ? { input, output } : USUAL_LABELS;
}

function markAfter(line: string): string {
  const number = /^(\s*)(\d+)([.)、]\s*)/.exec(line);
  if (number) return `${number[1]}${Number(number[2]) + 1}${number[3]}`;
  return /^\s*(?:[-*•]\s+)/.exec(line)?.[0] ?? "- ";
}
