import { sql } from "drizzle-orm";
import {
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { members } from "./auth.ts";
import type { StoredFailure } from "./failure.ts";

const at = (name: string) => timestamp(name, { withTimezone: true });
// A page of notifications ends at one, which has to come back from a cursor as it was.
const toTheMillisecond = () => timestamp("at", { withTimezone: true, precision: 3 });

const kind = () =>
  text({
    enum: [
      "batch.finished",
      "batch.paused",
      "launch.waiting",
      "launch.decided",
      "budget.crossed",
      "review.waiting",
      "delivery.dead",
    ],
  });

/**
 * What people may want to hear of, written in the transaction that makes it so, and told afterwards. `key` names what
 * happened: it is in here once, however often somebody comes by it.
 */
export const notificationEvents = pgTable(
  "notification_events",
  {
    id: uuid().primaryKey().defaultRandom(),
    kind: kind().notNull(),
    key: text().notNull().unique(),
    /** The batch, budget or target that it is about. */
    subjectId: uuid().notNull(),
    /** What its text says, as it was then: names, figures, who did it. */
    facts: jsonb().$type<Record<string, unknown>>().notNull(),
    at: toTheMillisecond().notNull().defaultNow(),
    /** When everybody who hears of it was told; `null` until then. */
    toldAt: at("told_at"),
  },
  (t) => [
    index("notification_events_untold_idx").on(t.at).where(sql`told_at is null`),
    index("notification_events_at_idx").on(t.at),
  ],
);

/** Who was told of what, in the product. */
export const notifications = pgTable(
  "notifications",
  {
    memberId: uuid()
      .notNull()
      .references(() => members.id),
    eventId: uuid()
      .notNull()
      .references(() => notificationEvents.id, { onDelete: "cascade" }),
    /** That of its event. */
    at: toTheMillisecond().notNull(),
    readAt: at("read_at"),
  },
  (t) => [
    primaryKey({ columns: [t.memberId, t.eventId] }),
    index("notifications_member_idx").on(t.memberId, t.at, t.eventId),
    index("notifications_unread_idx").on(t.memberId).where(sql`read_at is null`),
    index("notifications_event_idx").on(t.eventId),
  ],
);

/** What a member does not want to hear of in the product. */
export const notificationMutes = pgTable(
  "notification_mutes",
  {
    memberId: uuid()
      .notNull()
      .references(() => members.id),
    kind: kind().notNull(),
  },
  (t) => [primaryKey({ columns: [t.memberId, t.kind] })],
);

/** Where else things are told: mail, a webhook, a chat. */
export const notificationTargets = pgTable("notification_targets", {
  id: uuid().primaryKey(),
  name: text().notNull(),
  kind: text({ enum: ["email", "webhook", "slack", "dingtalk", "feishu", "wecom"] }).notNull(),
  /** A mail address, or a URL with masks where its keys stand. */
  shownAddress: text().notNull(),
  /** The URL; `null` for mail. */
  sealedUrl: text(),
  /** What its messages are signed with, where they are. */
  sealedSecret: text(),
  allowPrivateNetwork: boolean().notNull().default(false),
  /** The language of its messages. */
  locale: text().notNull(),
  events: text().array().notNull(),
  /** Only what members of this team launched or published; `null`: all of it. */
  team: text(),
  /** Events that come often are gathered for so long and told together; `null`: each by itself. */
  digestMinutes: integer(),
  /** Before this nothing more is sent there: it said so. */
  nextSendAt: at("next_send_at"),
  /** When the first is sent that has no slot yet: a chat takes so many messages a minute. */
  nextSlotAt: at("next_slot_at"),
  /** When something was first given up there, and nothing was taken nor its address changed since. */
  deadAt: at("dead_at"),
  createdBy: uuid().notNull(),
  createdAt: at("created_at").notNull().defaultNow(),
  archivedAt: at("archived_at"),
});

/** One event on its way to one target. */
export const notificationDeliveries = pgTable(
  "notification_deliveries",
  {
    id: uuid().primaryKey(),
    targetId: uuid()
      .notNull()
      .references(() => notificationTargets.id),
    eventId: uuid()
      .notNull()
      .references(() => notificationEvents.id, { onDelete: "cascade" }),
    /** `dead`: tried in vain, and not again. */
    state: text({ enum: ["waiting", "delivered", "dead"] })
      .notNull()
      .default("waiting"),
    attempts: integer().notNull().default(0),
    /** Why it was not taken the last time, with the receiver's own words. */
    failure: jsonb().$type<StoredFailure>(),
    /** The delivery that it goes out with, in one message; its own for the one that carries them. */
    digestId: uuid(),
    createdAt: at("created_at").notNull().defaultNow(),
    endedAt: at("ended_at"),
  },
  (t) => [
    index("notification_deliveries_digest_idx").on(t.digestId).where(sql`digest_id is not null`),
    uniqueIndex("notification_deliveries_once_key").on(t.targetId, t.eventId),
    index("notification_deliveries_target_idx").on(t.targetId, t.createdAt),
    index("notification_deliveries_event_idx").on(t.eventId),
  ],
);
