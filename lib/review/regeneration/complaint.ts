import { REJECT_REASONS, type RejectCode } from "../reject-reason.ts";

// Said to the model, not to people: in English, as the headings of a prompt are.
const COMPLAINTS: Record<RejectCode, string> = {
  wrong_fact: "It states something that is wrong.",
  missing_attribute: "It leaves out something that it should say.",
  prohibited_claim: "It makes a claim that is not allowed.",
  brand_or_tone: "It does not fit the brand or its tone.",
  language: "Its language is wrong, or not good enough.",
  format_or_length: "Its form or length does not fit.",
  picture_defect: "The picture has a defect.",
  wrong_picture: "The picture does not show the product.",
  source_data_wrong: "It rests on wrong data.",
  other: "It is not good enough.",
};

/** What a model is told of why its output was rejected. @param reason as a decision keeps it. */
export function complaintOf(reason: string | null): string {
  const known = REJECT_REASONS.find(({ code }) => code === reason)?.code ?? "other";
  return COMPLAINTS[known];
}
