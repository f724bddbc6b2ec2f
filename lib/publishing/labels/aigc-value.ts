import type { AigcLabel } from "#lib/ai-label.ts";
import { type FoundLabel, foundLabel, type LabelClaim, type LabelProblem } from "./found-label.ts";

const FIELDS = [
  "Label",
  "ContentProducer",
  "ProduceID",
  "ReservedCode1",
  "ContentPropagator",
  "PropagateID",
  "ReservedCode2",
] as const satisfies (keyof AigcLabel)[];
const WRAPPER = "AIGC";
const CLAIMS: Record<string, LabelClaim> = { "1": "ai", "2": "maybe", "3": "maybe" };
/** A provider's code: 27 printable characters of ASCII. */
const PROVIDER_CODE = /^[\x21-\x7e]{27}$/;

/**
 * The label of the measures as it stands somewhere, in either wrapper: `{"AIGC": {…}}`, or the seven fields by themselves.
 * @param text JSON; @param place where it stands.
 */
export function aigcFromText(text: string, place: string): FoundLabel {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return unreadable(text, place, "label_not_json");
  }
  const found = aigcFromValue(value, place, text);
  const twice = fieldTwice(text);
  if (twice !== null)
    found.problems.push({ code: "label_field_twice", params: { field: twice }, isError: true });
  return found;
}

/** The same where its JSON or YAML was read already. */
export function aigcFromValue(value: unknown, place: string, text = JSON.stringify(value)): FoundLabel {
  if (!isObject(value)) return unreadable(text, place, "label_not_object");
  const inner = Object.hasOwn(value, WRAPPER) ? value[WRAPPER] : value;
  if (!isObject(inner)) return unreadable(text, place, "label_not_object");
  const problems: LabelProblem[] = [];
  const aigc: Partial<AigcLabel> = {};
  for (const field of FIELDS) {
    const stands = Object.hasOwn(inner, field) ? inner[field] : undefined;
    if (stands === undefined) problems.push(misfit("label_field_missing", field));
    else if (typeof stands !== "string") problems.push(misfit("label_field_not_text", field));
    else Object.assign(aigc, { [field]: stands });
  }
  for (const field of Object.keys(inner))
    if (!FIELDS.some((known) => known === field))
      problems.push(misfit("label_field_unknown", field.slice(0, 100)));
  const claim = CLAIMS[aigc.Label ?? ""];
  if (aigc.Label !== undefined && !claim)
    problems.push({
      code: "label_value_unknown",
      params: { value: aigc.Label.slice(0, 100) },
      isError: true,
    });
  for (const field of ["ContentProducer", "ContentPropagator"] as const) {
    const code = aigc[field];
    if (code === "") problems.push({ ...misfit("label_provider_blank", field), isError: false });
    else if (code !== undefined && !PROVIDER_CODE.test(code))
      problems.push({ ...misfit("label_provider_code", field), isError: false });
  }
  return foundLabel({ kind: "aigc", place, claim: claim ?? "unclear", problems, value: text, aigc });
}

function unreadable(value: string, place: string, code: string): FoundLabel {
  return foundLabel({
    ...{ kind: "aigc", place, claim: "unclear", value },
    problems: [{ code, isError: true }],
  });
}

function misfit(code: string, field: string): LabelProblem {
  return { code, params: { field }, isError: true };
}

// A reader takes one of the two, and nobody knows which.
function fieldTwice(text: string): string | null {
  return FIELDS.find((field) => [...text.matchAll(new RegExp(`"${field}"\\s*:`, "g"))].length > 1) ?? null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
