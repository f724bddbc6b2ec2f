import { z } from "zod";
import type { StoredMappedField } from "#db/schema/publishing.ts";

const MAX_FIELDS = 200;
const MAX_NAME_CHARS = 200;
const MAX_TEXT_CHARS = 100_000;

const ourField = z
  .string()
  .trim()
  .min(1)
  .max(MAX_NAME_CHARS)
  .describe(
    "An output field, a part of one as `seo.slug`, a source column (`source.<column>` where both have the name), or `item.id`, `item.language`, `item.label`",
  );

const mappedSchema = z.union([
  ourField,
  z.object({
    field: ourField,
    prefix: z.string().min(1).max(500).optional().describe("Stands before every text that is not empty"),
    maxLength: z
      .int()
      .min(1)
      .max(MAX_TEXT_CHARS)
      .optional()
      .describe("Characters (Unicode code points) of the whole text; what is longer is cut at a word"),
    html: z
      .array(z.string().regex(/^[a-z][a-z0-9]*$/i, "input_wanted_html_tag"))
      .max(100)
      .optional()
      .describe(
        "HTML tags that may stand in it, without attributes; what is in others stays as text. None when empty",
      ),
  }),
]);

/** What a channel is given, by its own names, in their order; nothing where it is given the output's fields as they are. */
export const mappingSchema = z
  .record(z.string().trim().min(1).max(MAX_NAME_CHARS), mappedSchema)
  .refine((mapping) => Object.keys(mapping).length <= MAX_FIELDS, {
    error: "input_too_many",
    params: { limit: MAX_FIELDS },
  });

export type Mapping = z.output<typeof mappingSchema>;

/** The mapping as it is kept: in its order, which a record in the database would lose. */
export function storedMapping(mapping: Mapping): StoredMappedField[] {
  return Object.entries(mapping).map(([to, mapped]) => {
    if (typeof mapped === "string") return { to, field: mapped };
    const { field, prefix, maxLength, html } = mapped;
    return {
      to,
      field,
      ...(prefix !== undefined && { prefix }),
      ...(maxLength !== undefined && { maxLength }),
      ...(html !== undefined && { html: html.map((tag) => tag.toLowerCase()) }),
    };
  });
}

/** The same as it was given. */
export function shownMapping(stored: readonly StoredMappedField[]): Mapping {
  return Object.fromEntries(
    stored.map(({ to, ...mapped }) => [to, Object.keys(mapped).length === 1 ? mapped.field : mapped]),
  );
}
