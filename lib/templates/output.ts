import { z } from "zod";
import { isBlankText } from "#lib/blank-text.ts";
import type { JsonSchema } from "#lib/models/endpoints/chat-request.ts";
import { storableValue } from "#lib/storable-text.ts";
import { chooseAnswer } from "./choose-answer.ts";
import { type Coercion, coerceOutput, unwrapped } from "./coerce-output.ts";
import { findJson, type JsonCandidate } from "./find-json.ts";
import { saidOfJson } from "./said-of-json.ts";
import type { OutputField } from "./template.ts";

/** How an answer can misfit; each is also the code of its text for people. */
export type MisfitCode =
  | "output_not_json"
  | "output_cut_off"
  | "output_missing"
  | "output_unknown"
  | "output_blank"
  | "output_wrong_type"
  | "output_not_a_choice"
  | "output_too_long"
  | "output_too_short"
  | "output_too_many"
  | "output_too_few"
  | "output_too_large"
  | "output_too_small";

const MAX_MISFITS = 50;

/** One way in which an answer does not fit: where (`faq.0.question`; "" for the whole) and how. */
export interface Misfit {
  path: string;
  code: MisfitCode;
  params: Record<string, string | number>;
}

export type CheckedOutput = { ok: true; output: Record<string, unknown> } | { ok: false; misfits: Misfit[] };

/** An answer as output; `coercions` are the harmless misfits that were mended in it, `isWhole`: it holds nothing else. */
export type ParsedOutput =
  | { ok: true; output: Record<string, unknown>; coercions: Coercion[]; isWhole: boolean }
  | { ok: false; misfits: Misfit[] };

const schemas = new WeakMap<OutputField[], JsonSchema>();

/**
 * What the provider is asked to keep to. Every field is required and no other allowed, as strict modes want;
 * one that need not have a value may be null. The same fields give the same object.
 */
export function outputJsonSchema(outputs: OutputField[]): JsonSchema {
  const known = schemas.get(outputs);
  if (known) return known;
  const schema: JsonSchema = {
    type: "object",
    properties: Object.fromEntries(outputs.map((field) => [field.name, fieldSchema(field)])),
    required: outputs.map(({ name }) => name),
    additionalProperties: false,
  };
  schemas.set(outputs, schema);
  return schema;
}

/**
 * A model's answer as output, if it fits. Reasoning, drafts, fences and talk around the JSON are passed over; misfits
 * that leave no doubt of what is meant are mended.
 */
export function parseOutput(outputs: OutputField[], text: string): ParsedOutput {
  const found = findJson(text);
  if (found.kind !== "found") {
    const code = found.kind === "cut-off" ? "output_cut_off" : "output_not_json";
    return { ok: false, misfits: [{ path: "", code, params: { field: "" } }] };
  }
  const answer = answerAmong(found.candidates, outputs);
  // Escapes bring in what no text of the answer itself held.
  const { value, coercions } = coerceOutput(outputs, storableValue(answer.value));
  const checked = checkOutput(outputs, value);
  if (!checked.ok) return checked;
  const all = answer.isLoose ? [{ path: "", code: "json_loose" } as const, ...coercions] : coercions;
  return { ...checked, coercions: all, isWhole: found.isWhole ?? false };
}

/** Whether a value already read (an edit, an import) fits the fields, as it is. */
export function checkOutput(outputs: readonly OutputField[], value: unknown): CheckedOutput {
  const parsed = validatorOf(outputs).safeParse(value, { reportInput: true });
  if (parsed.success) return { ok: true, output: parsed.data };
  const misfits = parsed.error.issues.flatMap((issue) => misfitsOf(issue));
  return { ok: false, misfits: misfits.slice(0, MAX_MISFITS) };
}

/** The length that limits are about: characters as people count them in a field, not UTF-16 units. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

function answerAmong(candidates: JsonCandidate[], outputs: OutputField[]): JsonCandidate {
  const [first, ...others] = candidates.map((candidate) => {
    const given = Object(unwrapped(outputs, candidate.value));
    return { candidate, fields: outputs.filter(({ name }) => Object.hasOwn(given, name)).length };
  });
  if (!first || others.length === 0) return candidates[0] as JsonCandidate;
  const weighed = [first, ...others].map(({ candidate, fields }) => ({
    candidate,
    fields,
    fits: checkOutput(outputs, coerceOutput(outputs, storableValue(candidate.value)).value).ok,
    said: saidOfJson(candidate.before, candidate.after),
    isFenced: /(?:`{3}|~{3})[\w-]*\s*$/.test(candidate.before),
  }));
  return chooseAnswer(weighed).candidate;
}

function fieldSchema(field: OutputField): JsonSchema {
  const description = field.description.trim();
  const schema = valueSchema(field);
  return { ...(field.required ? schema : orNull(schema)), ...(description && { description }) };
}

function valueSchema(field: OutputField): JsonSchema {
  switch (field.type) {
    case "text":
      return textSchema(field);
    case "number":
      return { type: "number", ...limits(field, ["minimum", "maximum"]) };
    case "choice":
      return { type: "string", enum: [...(field.choices ?? [])] };
    case "list":
      return {
        type: "array",
        items: field.fields?.length ? outputJsonSchema(field.fields) : textSchema(field),
        ...limits(field, ["minItems", "maxItems"]),
      };
    case "object":
      return outputJsonSchema(field.fields ?? []);
    case "picture":
      return { type: "string", format: "uuid" };
  }
}

function textSchema(field: OutputField): JsonSchema {
  return { type: "string", ...limits(field, ["minLength", "maxLength"]) };
}

type Limit = "minLength" | "maxLength" | "minItems" | "maxItems" | "minimum" | "maximum";

function limits(field: OutputField, keys: Limit[]): Partial<Record<Limit, number>> {
  const set = keys.map((key) => [key, field[key]]).filter(([, limit]) => limit !== undefined);
  return Object.fromEntries(set) as Partial<Record<Limit, number>>;
}

function orNull(schema: JsonSchema): JsonSchema {
  const type = [schema.type ?? []].flat();
  return { ...schema, type: [...type, "null"], ...(schema.enum && { enum: [...schema.enum, null] }) };
}

type Validator = z.ZodType<Record<string, unknown>>;

const validators = new WeakMap<readonly OutputField[], Validator>();

function validatorOf(outputs: readonly OutputField[]): Validator {
  const known = validators.get(outputs);
  if (known) return known;
  const validator = objectOf(outputs);
  validators.set(outputs, validator);
  return validator;
}

function objectOf(fields: readonly OutputField[]): Validator {
  return z.strictObject(Object.fromEntries(fields.map((field) => [field.name, validatorOfField(field)])));
}

function validatorOfField(field: OutputField): z.ZodType {
  const value = validatorOfValue(field);
  return field.required ? value : value.nullable();
}

function validatorOfValue(field: OutputField): z.ZodType {
  switch (field.type) {
    case "text":
      return textOf(field);
    case "number": {
      const number = z.number();
      const { minimum, maximum } = field;
      return number
        .refine(
          (n) => minimum === undefined || n >= minimum,
          misfit("output_too_small", { min: minimum ?? 0 }),
        )
        .refine(
          (n) => maximum === undefined || n <= maximum,
          misfit("output_too_large", { max: maximum ?? 0 }),
        );
    }
    case "choice":
      return z.enum(field.choices ?? []);
    case "list": {
      const { minItems = 0, maxItems = Number.MAX_SAFE_INTEGER } = field;
      return z
        .array(field.fields?.length ? objectOf(field.fields) : textOf({ ...field, required: true }))
        .refine((items) => items.length >= minItems, misfit("output_too_few", { min: minItems }))
        .refine((items) => items.length <= maxItems, misfit("output_too_many", { max: maxItems }));
    }
    case "object":
      return objectOf(field.fields ?? []);
    case "picture":
      return z.uuid();
  }
}

function textOf({ minLength = 0, maxLength = Number.MAX_SAFE_INTEGER, required }: OutputField): z.ZodType {
  return z.string().check((context) => {
    const length = lengthOf(context.value);
    const found =
      required && isBlankText(context.value)
        ? misfit("output_blank", {})
        : length > maxLength
          ? misfit("output_too_long", { max: maxLength, length })
          : length < minLength
            ? misfit("output_too_short", { min: minLength, length })
            : null;
    if (found) context.issues.push({ code: "custom", input: context.value, ...found });
  });
}

function misfit(code: MisfitCode, params: Record<string, number>): { message: string; params: object } {
  return { message: code, params: { code, ...params } };
}

function misfitsOf(issue: z.core.$ZodIssue): Misfit[] {
  const path = issue.path.map(String).join(".");
  const at = (code: MisfitCode, params: Record<string, string | number> = {}, where = path): Misfit => ({
    path: where,
    code,
    params: { field: where, ...params },
  });
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => at("output_unknown", {}, path === "" ? key : `${path}.${key}`));
  if (issue.code === "custom") {
    const { code, ...params } = issue.params as { code: MisfitCode } & Record<string, number>;
    return [at(code, params)];
  }
  if (path === "") return [at("output_not_json")];
  if (issue.input === undefined) return [at("output_missing")];
  if (issue.code === "invalid_value")
    return [at("output_not_a_choice", { choices: issue.values.map(String).join(", ") })];
  return [at("output_wrong_type", { type: issue.code === "invalid_type" ? issue.expected : "" })];
}
