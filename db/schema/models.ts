import {
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  smallint,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true });

/** As the models room knows it; `revision` rises with every change. */
export type StoredCapabilities = { revision: number } & Record<string, unknown>;

/**
 * Where calls go. The key, the address's query and the headers are sealed with AES-256-GCM and never leave the server
 * again; `baseUrl` and `headers` hold masks in their places.
 */
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
  sealedQuery: text(),
  /** Of a JSON object, name → value. */
  sealedHeaders: text(),
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
    /** How many tokens its provider counts for one of ours, at most and with some room; `null`: it never counted more. */
    countRatio: numeric("count_ratio", { precision: 10, scale: 6, mode: "number" }),
    /** What it takes and how it bills, as far as it is known to differ from the usual; `null`: nothing does. */
    capabilities: jsonb().$type<StoredCapabilities>(),
    createdAt: at("created_at").notNull().defaultNow(),
    archivedAt: at("archived_at"),
  },
  (t) => [index("models_provider_idx").on(t.providerId)],
);

/**
 * What all processes share of a model's pace. Its timeline is given away in stretches; whoever has a stretch may use
 * the whole limit in it. A row exists once a limit, a 429 or an outage made it necessary.
 */
export const modelPacing = pgTable("model_pacing", {
  modelId: uuid()
    .primaryKey()
    .references(() => models.id),
  /** Up to when requests and tokens are given away, and at which rate a second they were. */
  requestsUntil: at("requests_until"),
  requestsRate: doublePrecision(),
  tokensUntil: at("tokens_until"),
  tokensRate: doublePrecision(),
  /** Part of the limit that is used, as it was when a 429 last lowered it; it recovers with time. */
  share: doublePrecision().notNull().default(0.99),
  shareAt: at("share_at").notNull().defaultNow(),
  /** Nobody calls before this: the provider said so, or does not answer. */
  closedUntil: at("closed_until"),
  /** Until when the provider said that it is full; it is tried again before, where that is long. */
  fullUntil: at("full_until"),
  /** How often in a row a probe found the provider out; 0 when it answers. */
  outage: smallint().notNull().default(0),
  /** What the last call that found it out came to: its code, and the provider's own words. */
  outageReason: text(),
  outageWords: text(),
  /** What the provider itself says that it allows a minute, and when it said so. */
  reportedRpm: integer(),
  reportedTpm: integer(),
  reportedAt: at("reported_at"),
  /** When last more calls were wanted than a limit allowed, and which limit. */
  pressedAt: at("pressed_at"),
  pressedBy: text({ enum: ["requests", "tokens"] }),
});

export interface StoredPictureRate {
  size: string | null;
  quality: string | null;
  amount: string;
}

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
    cacheWritePerMTok: numeric("cache_write_per_mtok", { precision: 24, scale: 12 }),
    /** Of pictures that go in, and of those that are drawn; `null`: as any token. */
    pictureInputPerMTok: numeric("picture_input_per_mtok", { precision: 24, scale: 12 }),
    outputPerMTok: numeric("output_per_mtok", { precision: 24, scale: 12 }).notNull(),
    pictureOutputPerMTok: numeric("picture_output_per_mtok", { precision: 24, scale: 12 }),
    perImage: numeric("per_image", { precision: 24, scale: 12 }),
    /** What a picture costs by its size and quality, where that differs; lib/models/price.ts says how it is read. */
    pictureRates: jsonb().$type<StoredPictureRate[]>(),
    batchDiscount: numeric("batch_discount", { precision: 6, scale: 4 }),
    createdAt: at("created_at").notNull().defaultNow(),
    createdBy: uuid(),
  },
  (t) => [index("prices_model_idx").on(t.modelId, t.effectiveFrom)],
);
