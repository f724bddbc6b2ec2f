import type { BatchRow } from "#db/queries/batches/batches.ts";
import type { CallParameters, JsonSchema } from "#lib/models/endpoints/chat.ts";
import { maxOutputTokensOf } from "#lib/templates/max-output-tokens.ts";
import { outputJsonSchema } from "#lib/templates/output.ts";
import type { TemplateVersion } from "#lib/templates/template.ts";
import { parametersSchema } from "../parameters.ts";

/** What all calls of a batch are made with, whichever way they go. */
export interface CallTerms {
  version: TemplateVersion;
  schema: JsonSchema;
  parameters: CallParameters;
  /** The longest answer asked for at first, and the longest a repair may ask for. */
  maxOutputTokens: number;
  maxRepairTokens: number;
}

/** The terms of a batch's calls: as launched, else as its template's outputs and its trial suggest. */
export function callTermsOf(
  batch: Pick<BatchRow, "parameters" | "usualMaxOutput">,
  version: TemplateVersion,
): CallTerms {
  const { maxOutputTokens, ...parameters } = parametersSchema.parse(batch.parameters);
  // An answer that the usual bound cut off is asked for again with all the room its fields may need.
  const maxRepairTokens = maxOutputTokens ?? maxOutputTokensOf(version.outputs);
  return {
    version,
    schema: outputJsonSchema(version.outputs) as JsonSchema,
    parameters: parameters as CallParameters,
    maxOutputTokens: maxOutputTokens ?? batch.usualMaxOutput ?? maxRepairTokens,
    maxRepairTokens,
  };
}
