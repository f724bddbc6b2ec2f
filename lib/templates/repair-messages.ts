import type { ChatMessage } from "#lib/models/endpoints/call-outcome.ts";
import { lengthOf, type Misfit, type MisfitCode } from "./output.ts";

const MAX_NAMED = 20;
const MAX_QUOTED_CHARS = 20_000;

type Params = Misfit["params"];

// Said to the model, not to people: in English, as the headings of a prompt are.
const COMPLAINTS: Record<MisfitCode, (field: string, params: Params) => string> = {
  output_not_json: () => "The answer is not a JSON object.",
  output_cut_off: () => "The JSON ends too early. Answer more briefly.",
  output_missing: (field) => `${field}: missing.`,
  output_unknown: (field) => `${field}: no such field was asked for.`,
  output_blank: (field) => `${field}: must not be blank.`,
  output_wrong_type: (field, { type }) => `${field}: must be ${type}.`,
  output_not_a_choice: (field, { choices }) => `${field}: must be one of ${choices}.`,
  output_too_long: (field, { length, max }) => `${field}: ${length} characters, at most ${max} are allowed.`,
  output_too_short: (field, { length, min }) => `${field}: ${length} characters, at least ${min} are needed.`,
  output_too_many: (field, { max }) => `${field}: at most ${max} entries are allowed.`,
  output_too_few: (field, { min }) => `${field}: at least ${min} entries are needed.`,
  output_too_large: (field, { max }) => `${field}: must be at most ${max}.`,
  output_too_small: (field, { min }) => `${field}: must be at least ${min}.`,
};

/** The conversation that asks a model to mend its answer, every misfit named. */
export function repairMessages(asked: ChatMessage[], answer: string, misfits: Misfit[]): ChatMessage[] {
  const complaints = misfits
    .slice(0, MAX_NAMED)
    .map(({ path, code, params }) => `- ${COMPLAINTS[code](path, params)}`);
  const request: ChatMessage = {
    role: "user",
    content: `Your answer does not fit:\n${complaints.join("\n")}\n\nAnswer again with the complete, corrected JSON object and nothing else.`,
  };
  // Providers refuse a blank message, and an answer past all bounds would only cost its tokens again.
  const quotable = answer.trim() !== "" && lengthOf(answer) <= MAX_QUOTED_CHARS;
  return [...asked, ...(quotable ? [{ role: "assistant", content: answer } as const] : []), request];
}
