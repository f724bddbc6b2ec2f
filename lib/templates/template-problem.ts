import type { Section } from "./section.ts";
import { positionAt } from "./text-position.ts";

/** Something wrong with a template. An error keeps it from being published; its text is `errors.<code>`. */
export interface TemplateProblem {
  severity: "error" | "warning";
  code: string;
  params: Record<string, string | number>;
  place: ProblemPlace | null;
}

/**
 * In a section's text (UTF-16 offsets; line and column in characters from 1), or at a field of the draft. `step` is the
 * place of the step of a chain that the section belongs to, from 0.
 */
export type ProblemPlace =
  | { kind: "text"; step?: number; section: Section; from: number; to: number; line: number; column: number }
  | { kind: "field"; path: string };

/** What is wrong in a text, before it is known in which section. */
export interface TextProblem {
  severity: "error" | "warning";
  code: string;
  params: Record<string, string | number>;
  from: number;
  to: number;
}

/** The place of a problem found in a section's text. */
export function inSection(section: Section, text: string, problem: TextProblem): TemplateProblem {
  const { severity, code, params, from, to } = problem;
  const { line, column } = positionAt(text, from);
  return { severity, code, params, place: { kind: "text", section, from, to, line, column } };
}

/** A problem at a field of the draft, such as `inputs.0.name`. */
export function atField(
  path: string,
  code: string,
  params: Record<string, string | number> = {},
  severity: "error" | "warning" = "error",
): TemplateProblem {
  return { severity, code, params, place: { kind: "field", path } };
}
