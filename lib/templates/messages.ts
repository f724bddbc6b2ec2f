import type { ChatMessage } from "#lib/models/endpoints/call-outcome.ts";
import { SECTIONS, type Section } from "./section.ts";

/** A section after its Liquid was rendered; never blank. */
export interface RenderedSection {
  section: Section;
  text: string;
}

// Fixed words: what is sent must not depend on the language of whoever looks at it.
const HEADINGS: Record<Exclude<Section, "role">, string> = {
  instruction: "Instruction",
  context: "Context",
  inputData: "Input data",
  examples: "Examples",
  requirements: "Requirements",
  outputIndicator: "Output",
};

/**
 * The sections as messages: the role is the system message, the others are one user message in their order,
 * each under its heading, with the pictures. A section that brings a Markdown heading of its own keeps it, and one alone
 * has none.
 */
export function toMessages(rendered: RenderedSection[], pictures: string[] = []): ChatMessage[] {
  const role = rendered.find(({ section }) => section === "role");
  const parts = SECTIONS.flatMap((name) =>
    rendered.filter(({ section }) => section === name && name !== "role"),
  );
  const content = parts.map((part) => (parts.length === 1 ? part.text : withHeading(part))).join("\n\n");
  const user: ChatMessage = { role: "user", content, ...(pictures.length > 0 && { pictures }) };
  return role ? [{ role: "system", content: role.text }, user] : [user];
}

function withHeading({ section, text }: RenderedSection): string {
  if (section === "role" || /^#{1,6}\s/.test(text)) return text;
  return `## ${HEADINGS[section]}\n\n${text}`;
}
