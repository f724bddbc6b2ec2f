import type { Schema } from "./write-value.ts";

/** A rejection as a proposer is told of it. */
interface ToldRejection {
  id: string;
  reason?: string;
  was?: string;
}

interface Prompt {
  step?: string;
  sections: Record<string, string>;
}

const MOST_PROPOSALS = 3;

const ADVICE: Record<string, string> = {
  wrong_fact: "State only what the input data says; leave out what it does not.",
  prohibited_claim: "Claim no superlative, effect or certificate that the input data does not give.",
  brand_or_tone: "Write plainly, in the voice of the brand, without exclamation marks.",
  language: "Write in the asked language throughout.",
  format_or_length: "Keep to the asked length and form; shorten rather than cut off.",
  edited: "Write as an editor would leave it: short sentences, no repetition.",
};
const OTHER_ADVICE = "Read the text once more before you answer, and mend what a reader would object to.";

/** Whether a schema asks for changes of a prompt that cite what they answer. */
export function asksForProposals({ properties }: Schema): boolean {
  const proposal = properties?.proposals?.items;
  const parts = proposal && !Array.isArray(proposal) ? proposal.properties : undefined;
  return parts?.cites !== undefined && parts.changes !== undefined;
}

/**
 * What a simulated model proposes where it is shown prompts and rejections: for the commonest reasons a line of advice in
 * the requirements, citing those that gave the reason. It understands nothing of what people wrote.
 */
export function proposeChanges(messages: readonly { content: string }[]): object {
  const told = materialIn(messages.map(({ content }) => content));
  const prompt = told?.prompts.at(-1);
  if (!told || !prompt) return { proposals: [] };
  const groups = Map.groupBy(told.rejections, ({ reason, was }) => reason ?? was ?? "other");
  const commonest = [...groups].sort(([, a], [, b]) => b.length - a.length).slice(0, MOST_PROPOSALS);
  const before = (prompt.sections.requirements ?? "").trimEnd();
  return {
    proposals: commonest.map(([reason, rejections]) => {
      const line = `- ${ADVICE[reason] ?? OTHER_ADVICE}`;
      return {
        why: `${rejections.length} × ${reason.replaceAll("_", " ")}. (Simulated: a fixed line of advice for the reason.)`,
        cites: rejections.map(({ id }) => id),
        changes: [
          {
            ...(prompt.step !== undefined && { step: prompt.step }),
            section: "requirements",
            text: before === "" ? line : `${before}\n${line}`,
          },
        ],
      };
    }),
  };
}

function materialIn(texts: readonly string[]): { prompts: Prompt[]; rejections: ToldRejection[] } | null {
  for (const text of texts.toReversed()) {
    try {
      const { prompts, rejections } = JSON.parse(text) as Record<string, unknown>;
      if (Array.isArray(prompts) && Array.isArray(rejections)) return { prompts, rejections };
    } catch {
      // Words around it, or another message.
    }
  }
  return null;
}
