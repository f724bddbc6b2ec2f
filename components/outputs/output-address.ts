import type { OutputFilter } from "#lib/outputs/filter-schema.ts";

/** What of the address says which outputs are listed. */
export const OUTPUT_PARAMS = [
  ...["q", "state", "batch", "template", "language", "reason", "check", "verdict", "field"],
  ...["model", "by", "from", "to"],
] as const;

const PARAM_OF: Partial<Record<keyof OutputFilter, string>> = {
  batchId: "batch",
  templateId: "template",
  modelId: "model",
  decidedBy: "by",
};

/** The address of the outputs of a filter. */
export function outputsHref({ timeZone: _, ...filter }: OutputFilter): string {
  const query = new URLSearchParams(
    Object.entries(filter).flatMap(([name, value]) =>
      value ? [[PARAM_OF[name as keyof OutputFilter] ?? name, value]] : [],
    ),
  );
  return query.size === 0 ? "/outputs" : `/outputs?${query}`;
}
