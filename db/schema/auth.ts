import { sql } from "drizzle-orm";
import {
  boolean,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true });

/** People who use the console. Those who only sign in by OIDC have no password hash. */
export const members = pgTable(
  "members",
  {
    id: uuid().primaryKey(),
    email: text().notNull(),
    name: text().notNull(),
    roles: text().array().notNull(),
    passwordHash: text(),
    locale: text(),
    /** The languages whose outputs they review, as tags or their beginnings; empty: any. */
    reviewLanguages: text().array().notNull().default([]),
    /** The product categories whose outputs they review, each with all below it; none: any. */
    reviewCategories: text().array().notNull().default([]),
    /** Whether they review nothing before they have practised, and when they had. */
    practisesFirst: boolean().notNull().default(false),
    practisedAt: at("practised_at"),
    /** Whom the identity provider means by them, since they first came in through it; its e-mail is then only words. */
    oidcIssuer: text(),
    oidcSubject: text(),
    state: text({ enum: ["active", "disabled"] })
      .notNull()
      .default("active"),
    /** The team that their spend is reported under; `null` for none. */
    team: text(),
    /** The most that a launch of theirs may expect to cost, or be capped at, without somebody else's word; `null`: any amount. */
    launchLimit: numeric({ precision: 24, scale: 12 }),
    launchLimitCurrency: text(),
    createdAt: at("created_at").notNull().defaultNow(),
    /** When name, address and all that is theirs alone were taken out; the row stays for what refers to it. */
    erasedAt: at("erased_at"),
  },
  (t) => [
    uniqueIndex("members_email_key").on(sql`lower(${t.email})`),
    uniqueIndex("members_oidc_key").on(t.oidcIssuer, t.oidcSubject),
  ],
);

/** One signed-in browser. Revoking the row ends it, whatever its cookie says. */
export const sessions = pgTable(
  "sessions",
  {
    id: uuid().primaryKey(),
    memberId: uuid()
      .notNull()
      .references(() => members.id),
    createdAt: at("created_at").notNull().defaultNow(),
    lastSeenAt: at("last_seen_at").notNull().defaultNow(),
    expiresAt: at("expires_at").notNull(),
    revokedAt: at("revoked_at"),
    address: text(),
    userAgent: text(),
  },
  (t) => [index("sessions_member_idx").on(t.memberId)],
);

/** A bearer token of a member. Only its SHA-256 is kept; `prefix` is what people recognise it by. */
export const apiTokens = pgTable(
  "api_tokens",
  {
    id: uuid().primaryKey(),
    memberId: uuid()
      .notNull()
      .references(() => members.id),
    name: text().notNull(),
    tokenHash: text().notNull(),
    prefix: text().notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    createdBy: uuid(),
    expiresAt: at("expires_at"),
    lastUsedAt: at("last_used_at"),
    revokedAt: at("revoked_at"),
  },
  (t) => [uniqueIndex("api_tokens_hash_key").on(t.tokenHash), index("api_tokens_member_idx").on(t.memberId)],
);

/** Failed sign-ins per account and per address within a window. */
export const signInFailures = pgTable("sign_in_failures", {
  subject: text().primaryKey(),
  failures: integer().notNull(),
  windowStartedAt: at("window_started_at").notNull(),
});

/** Who changed what, before and after. Insert-only: a trigger refuses UPDATE and DELETE. */
export const auditLog = pgTable(
  "audit_log",
  {
    id: uuid().primaryKey(),
    at: at("at").notNull().defaultNow(),
    actorId: uuid(),
    actorName: text().notNull(),
    action: text().notNull(),
    targetType: text().notNull(),
    targetId: text().notNull(),
    before: jsonb(),
    after: jsonb(),
    /** What they acted by: the session or token, by its id and as people know it, and from where. */
    via: text({ enum: ["session", "token", "schedule", "system", "password", "oidc"] }),
    credentialId: uuid(),
    credential: text(),
    address: text(),
  },
  (t) => [
    index("audit_log_target_idx").on(t.targetType, t.targetId),
    index("audit_log_actor_idx").on(t.actorId, t.id),
    index("audit_log_action_idx").on(t.action, t.id),
  ],
);

/**
 * The answer once given to a creation, so that the same key gives it again. What was asked and what was answered are
 * both sealed: a request may carry a password, and an answer a token.
 */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    memberId: uuid().notNull(),
    key: text().notNull(),
    requestHash: text().notNull(),
    status: text({ enum: ["running", "done"] }).notNull(),
    answer: text(),
    createdAt: at("created_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.memberId, t.key] }),
    index("idempotency_keys_created_idx").on(t.createdAt),
  ],
);

/** Small facts of the installation itself, such as generated defaults. */
export const settings = pgTable("settings", { key: text().primaryKey(), value: jsonb().notNull() });
