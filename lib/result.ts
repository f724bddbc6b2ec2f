/** What a use-case gives: its value, or a refusal that the caller can explain to a person. */
export type Result<Value, Code extends string = string> =
  | { ok: true; value: Value }
  | { ok: false; refusal: Refusal<Code> };

/** An expected refusal. Its text is the message `errors.<code>` with `params` filled in. */
export interface Refusal<Code extends string = string> {
  code: Code;
  params?: Record<string, string | number>;
  /** Where in the input it went wrong, each with its own message code. */
  fields?: FieldRefusal[];
}

export interface FieldRefusal {
  /** Dotted path into the input, such as `inputs.0.name`. */
  path: string;
  code: string;
  params?: Record<string, string | number>;
}

/** A success with its value. */
export function accept<Value>(value: Value): { ok: true; value: Value } {
  return { ok: true, value };
}

/** A refusal by its code, with the parameters of its text and the fields it is about. */
export function refuse<Code extends string>(
  code: Code,
  params?: Record<string, string | number>,
  fields?: FieldRefusal[],
): { ok: false; refusal: Refusal<Code> } {
  return { ok: false, refusal: { code, ...(params && { params }), ...(fields && { fields }) } };
}
