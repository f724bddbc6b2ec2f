import { boolean, index, integer, jsonb, numeric, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true });

/** Where calls go. The key is sealed with AES-256-GCM and never leaves the server again. */
export const providers = pgTable("providers", {
  id: uuid().primaryKey(),
  name: text().notNull(),
  kind: text({
    enum: ["openai", "openai-compatible", "anthropic", "google", "stable-diffusion", "sandbox"],
  }).notNull(),
  baseUrl: text(),
  sealedApiKey: text(),
  apiKeyHint: text(),
  headers: jsonb().$type<Record<string, string>>().notNull().default({}),
  allowPrivateNetwork: boolean().notNull().default(false),
  createdAt: at("created_at").notNull().defaultNow(),
  archivedAt: at("archived_at"),
});

/** A model of a provider; `name` is what goes over the wire. */
export const models = pgTable(
  "models",
  {
    id: uuid().primaryKey(),
    providerId: uuid()
      .notNull()
      .references(() => providers.id),
    name: text().notNull(),
    kind: text({ enum: ["text", "image", "embedding"] }).notNull(),
    rpm: integer(),
    tpm: integer(),
    concurrency: integer(),
    createdAt: at("created_at").notNull().defaultNow(),
    archivedAt: at("archived_at"),
  },
  (t) => [index("models_provider_idx").on(t.providerId)],
);

/** What a model costs from a date on; per million tokens, or per image. Rows are never changed. */
export const prices = pgTable(
  "prices",
  {
    id: uuid().primaryKey(),
    modelId: uuid()
      .notNull()
      .references(() => models.id),
    effectiveFrom: at("effective_from").notNull(),
    currency: text().notNull(),
    inputPerMTok: numeric("input_per_mtok", { precision: 24, scale: 12 }).notNull(),
    cachedInputPerMTok: numeric("cached_input_per_mtok", { precision: 24, scale: 12 }),
    outputPerMTok: numeric("output_per_mtok", { precision: 24, scale: 12 }).notNull(),
    perImage: numeric("per_image", { precision: 24, scale: 12 }),
    batchDiscount: numeric("batch_discount", { precision: 6, scale: 4 }),
    createdAt: at("created_at").notNull().defaultNow(),
    createdBy: uuid(),
  },
  (t) => [index("prices_model_idx").on(t.modelId, t.effectiveFrom)],
);
