// Words that Liquid reads as something else, and what the console itself provides.
const RESERVED = new Set([
  "language",
  "true",
  "false",
  "nil",
  "null",
  "empty",
  "blank",
  "and",
  "or",
  "not",
  "contains",
  "in",
  "forloop",
  "constructor",
  "prototype",
  "__proto__",
]);

const NAME = /^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u;

/** Why a name cannot be an input's or an output field's; `null` when it can. Names of any script are fine. */
export function nameProblem(name: string): "template_name_empty" | "template_name_invalid" | null {
  if (name === "") return "template_name_empty";
  return NAME.test(name) && name === name.normalize("NFC") && !RESERVED.has(name)
    ? null
    : "template_name_invalid";
}
