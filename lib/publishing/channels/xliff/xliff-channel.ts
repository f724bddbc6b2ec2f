import { createReadStream, createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import type { AigcLabel } from "#lib/ai-label.ts";
import { AppError } from "#lib/app-error.ts";
import { languageSchema } from "#lib/templates/language-tag.ts";
import type { Channel, Delivery, ItemProblem, PublishedItem, PublishedItems } from "../channel.ts";
import { deliverChecked } from "../file/deliver-file.ts";
import { inChunks } from "../file/in-chunks.ts";
import { testStore } from "../file/test-store.ts";
import { readXliff } from "./read-xliff.ts";
import { UnitDigest, xliffOf } from "./write-xliff.ts";
import { XLIFF_VERSIONS, type XliffConfig } from "./xliff-config.ts";

/** What is set of a channel for translators. */
const xliffSettings = z.object({
  version: z.enum(XLIFF_VERSIONS).default("2.0"),
  sourceLanguage: languageSchema.describe("Of the items that go; others are left out"),
  targetLanguage: languageSchema.describe("What they are translated to"),
  fields: z
    .array(z.string().trim().min(1).max(64))
    .max(50)
    .default([])
    .describe("Output fields that are translated; all that hold text when empty"),
});

/** A file for translators, which comes back by `returns/`: the approved texts of one language, a unit each. */
export const xliffChannel = {
  kind: "xliff",
  config: xliffSettings.extend({ kind: z.literal("xliff") }),
  settings: xliffSettings,
  tellsReceiver: false,
  // What comes back has to find its place in the output.
  mappingMisfit: (mapping) => (mapping.length > 0 ? "xliff_mapped" : null),
  async settingsMisfit(given) {
    const { sourceLanguage, targetLanguage } = xliffSettings.parse(given);
    return sourceLanguage === targetLanguage
      ? { path: "config.targetLanguage", code: "xliff_same_language" }
      : null;
  },
  examine: async (config) => ({
    problemsOf: async (_, items) => items.map((item) => problemsOf(item, config)),
  }),
  deliver,
  test: testStore,
} satisfies Channel<XliffConfig>;

function problemsOf(
  { language, output }: PublishedItem,
  { sourceLanguage, fields }: XliffConfig,
): ItemProblem[] {
  const problem = (code: string, params: Record<string, string>) => ({
    ...{ code, params, column: "", allowed: [], isStrict: true },
  });
  if (language !== sourceLanguage)
    return [problem("xliff_other_language", { language, wanted: sourceLanguage })];
  const hasText = Object.entries(output).some(
    ([name, value]) => (fields.length === 0 || fields.includes(name)) && holdsText(value),
  );
  return hasText ? [] : [problem("xliff_no_text", {})];
}

function holdsText(value: unknown): boolean {
  if (typeof value === "string") return value.trim() !== "";
  return typeof value === "object" && value !== null && Object.values(value).some(holdsText);
}

function deliver(items: PublishedItems, config: XliffConfig): Promise<Delivery> {
  let written = "";
  return deliverChecked(
    items,
    { extension: "xlf", mediaType: "application/xliff+xml; charset=utf-8" },
    async (path, label) => {
      const digest = new UnitDigest();
      const pieces = xliffOf(items, config, { label, digest });
      await pipeline(
        Readable.from(inChunks(pieces), { objectMode: false }),
        createWriteStream(path, { flags: "wx", mode: 0o600 }),
      );
      written = digest.value;
    },
    (path, label) => checkXliff(path, { publicationId: items.publicationId, units: written, label }),
  );
}

// Read back as it will be when it returns: every unit by its id and its text, code by code, and its label.
async function checkXliff(
  path: string,
  { publicationId, units, label }: { publicationId: string; units: string; label: AigcLabel },
): Promise<void> {
  const digest = new UnitDigest();
  let [original, labelled] = ["", ""];
  await readXliff(createReadStream(path, { encoding: "utf8" }), {
    onHead: (head) => {
      original = head.original;
    },
    onUnit: ({ id, source }) => digest.add(id, source),
    onLabel: (text) => {
      labelled = text;
    },
  });
  if (labelled !== JSON.stringify({ AIGC: label }))
    throw new AppError("The label of a file for translators is not what was written.");
  if (original !== publicationId || digest.value !== units)
    throw new AppError("A file for translators is not what was written.", { facts: { units: digest.count } });
}
