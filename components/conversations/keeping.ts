import { withExample, withRequirement, withText } from "#lib/conversations/kept-text.ts";
import { stepsRead } from "#lib/conversations/steps-read.ts";
import type { Section, Sections } from "#lib/templates/section.ts";
import type { InputColumn } from "#lib/templates/template.ts";
import type { Turn } from "./conversation-answers.ts";

/** What is done with an exchange in one act. */
export type Keeping =
  | { act: "example"; turn: Turn }
  | { act: "requirement"; turn: Turn }
  | { act: "section"; turn: Turn; section: Section };

/** The sections as an act leaves them. @param row the values that the example's inputs are taken of. */
export function keptIn(
  sections: Sections,
  keeping: Keeping,
  { inputs, row }: { inputs: readonly InputColumn[]; row: Readonly<Record<string, string>> },
): Sections {
  const { turn } = keeping;
  const answer = turn.answer ?? "";
  switch (keeping.act) {
    case "example": {
      const ofRow = inputs.map(({ name }) => ({ name, value: row[name] ?? "" }));
      const read = [...ofRow, ...stepsRead(sections, turn.found)];
      return withExample(sections, { inputs: read, output: turn.output, answer });
    }
    case "requirement":
      return withRequirement(sections, turn.text);
    case "section":
      return withText(sections, keeping.section, answer);
  }
}

/** The section that an act changes. */
export function sectionOf(keeping: Keeping): Section {
  switch (keeping.act) {
    case "example":
      return "examples";
    case "requirement":
      return "requirements";
    case "section":
      return keeping.section;
  }
}
