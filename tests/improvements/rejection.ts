import type { Rejection } from "#lib/improvements/improvement.ts";
import { templateBodySchema } from "#lib/templates/template.ts";

/** A template of one prompt that reads a name and a size. */
export const TEMPLATE = templateBodySchema.parse({
  sections: {
    role: "You write for {{ language.name }} readers.",
    instruction: "Write a title for {{ name }}{% if size %} of {{ size }}{% endif %}.",
    requirements: "- Be brief.",
  },
  inputs: [{ name: "name" }, { name: "size", required: false, onMissing: "default", default: "" }],
  outputs: [{ name: "title", type: "text" }],
});

let made = 0;

/** A rejection of a row of its own; what is given stands in place of the usual. */
export function rejection(of: Partial<Rejection> = {}): Rejection {
  made++;
  return {
    ...{
      kind: "reject",
      batchId: "b",
      seq: made,
      outputVersion: 1,
      reason: "wrong_fact",
      route: "regenerate",
    },
    ...{ note: null, datasetId: "d", rowNumber: made, language: "en", corrected: null, flagged: [] },
    source: { name: `Perfume ${made}` },
    output: { title: `Title ${made}` },
    decidedAt: new Date(0),
    ...of,
  };
}
