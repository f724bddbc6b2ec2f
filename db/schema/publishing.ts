import { sql } from "drizzle-orm";
import {
  bigint,
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
import type { StoredFailure } from "./failure.ts";

const at = (name: string) => timestamp(name, { withTimezone: true });

/** What is made of a field before it leaves; lib/publishing/mapping/mapping.ts says what it means. */
export interface StoredMappedField {
  /** Their name of it. */
  to: string;
  field: string;
  prefix?: string;
  maxLength?: number;
  html?: string[];
}

/** How a channel was set when something was published to it. */
export interface StoredTerms {
  name: string;
  key: string | null;
  mapping: StoredMappedField[];
  label: { policy: "beside" | "in-text" | "off"; fields: string[] };
}

/** How many items of a publication were new to their channel, and so on. */
export interface StoredChanges {
  new: number;
  changed: number;
  unchanged: number;
  /** Left out, because this version of it was recalled from the channel. */
  recalled: number;
}

/** Where approved outputs go, besides the files that everybody can have made. */
export const channels = pgTable("channels", {
  id: uuid().primaryKey(),
  name: text().notNull(),
  kind: text().notNull(),
  /** Only the kind knows its shape. Holds no secret. */
  settings: jsonb().$type<Record<string, unknown>>().notNull(),
  labelPolicy: text({ enum: ["beside", "in-text", "off"] })
    .notNull()
    .default("beside"),
  /** Their fields that carry the label in their text. */
  labelFields: text().array().notNull().default([]),
  /** What may go there; everything where there is none. */
  languages: text().array().notNull().default([]),
  /** Who may publish to it; everybody who may publish where there is none. */
  publishers: uuid().array().notNull().default([]),
  /** The source column or output field that names the product; `null`: each item is one of its own. */
  key: text(),
  mapping: jsonb().$type<StoredMappedField[]>().notNull().default([]),
  holdSeconds: integer().notNull(),
  sealedSecret: text(),
  /** Signed with as well, until a moment. */
  sealedFormerSecret: text(),
  formerSecretUntil: at("former_secret_until"),
  /** Before this nothing more is sent there: a receiver takes so much a second. */
  nextSendAt: at("next_send_at"),
  /** When the receiver said that it is no more, and nothing was sent from then on. */
  endedAt: at("ended_at"),
  createdBy: uuid().notNull(),
  createdAt: at("created_at").notNull().defaultNow(),
  archivedAt: at("archived_at"),
});

/**
 * The book of every channel: what was put there, in the order it was, and what was taken away. The current entry of a key
 * and language says what stands there. An entry has no position until its publication is handed over.
 */
export const channelEntries = pgTable(
  "channel_entries",
  {
    id: uuid().primaryKey(),
    channelId: uuid().notNull(),
    publicationId: uuid(),
    recallId: uuid(),
    /** Names the product; the item's id where the channel has no key. */
    key: text().notNull(),
    language: text().notNull(),
    batchId: uuid().notNull(),
    seq: integer().notNull(),
    outputVersion: integer().notNull(),
    /** Against what stood there: `same` was sent again, `restored` is what stood before something recalled. */
    change: text({ enum: ["new", "changed", "same", "removed", "restored"] }).notNull(),
    /** What left, by their names; `null`: nothing stands there, or it is no longer kept. */
    fields: jsonb().$type<Record<string, unknown>>(),
    /** Of the fields, to tell whether something is as it was. */
    digest: text(),
    /** Rises with everything that any channel is handed, in the order in which it can be seen. */
    position: bigint({ mode: "number" }),
    isCurrent: boolean().notNull().default(false),
    /** Who approved it; `null` where no person did. */
    approvedBy: uuid(),
    /** The entry that this one recalls. */
    recalledId: uuid(),
    stoodAt: at("stood_at"),
    /** When the receiver of a recall took it, or somebody said that it is done. */
    acknowledgedAt: at("acknowledged_at"),
    acknowledgedBy: uuid(),
  },
  (t) => [
    uniqueIndex("channel_entries_item_key").on(t.publicationId, t.seq).where(sql`publication_id is not null`),
    uniqueIndex("channel_entries_current_key").on(t.channelId, t.key, t.language).where(sql`is_current`),
    uniqueIndex("channel_entries_position_key").on(t.position).where(sql`position is not null`),
    index("channel_entries_channel_idx").on(t.channelId, t.position),
    index("channel_entries_key_idx").on(t.key, t.channelId, t.position),
    index("channel_entries_batch_idx").on(t.batchId, t.seq),
    index("channel_entries_booked_idx").on(t.publicationId, t.seq).where(sql`position is null`),
    index("channel_entries_recalled_idx").on(t.recalledId).where(sql`recalled_id is not null`),
    index("channel_entries_recall_idx").on(t.recallId, t.position).where(sql`recall_id is not null`),
  ],
);

/** The last position that was given, in its one row. */
export const channelPositions = pgTable("channel_positions", {
  id: integer().primaryKey(),
  last: bigint({ mode: "number" }).notNull(),
});

/** An entry on its way to a receiver that is told of each. Its id is the same at every try. */
export const deliveries = pgTable(
  "deliveries",
  {
    id: uuid().primaryKey(),
    entryId: uuid()
      .notNull()
      .references(() => channelEntries.id),
    channelId: uuid().notNull(),
    publicationId: uuid(),
    recallId: uuid(),
    /** That of its entry, as is the position: what is older of a product goes first. */
    key: text().notNull(),
    position: bigint({ mode: "number" }).notNull(),
    /** `dead`: tried in vain, and not again unless somebody asks. */
    state: text({ enum: ["waiting", "delivered", "dead"] })
      .notNull()
      .default("waiting"),
    attempts: integer().notNull().default(0),
    /** Why it was not taken the last time, with the receiver's own words. */
    failure: jsonb().$type<StoredFailure>(),
    nextAt: at("next_at").notNull().defaultNow(),
    /** Until then somebody sends it; who died is not waited for longer. */
    claimedUntil: at("claimed_until"),
    createdAt: at("created_at").notNull().defaultNow(),
    endedAt: at("ended_at"),
  },
  (t) => [
    index("deliveries_waiting_idx").on(t.channelId, t.key, t.position).where(sql`state = 'waiting'`),
    index("deliveries_due_idx").on(t.channelId, t.nextAt).where(sql`state = 'waiting'`),
    index("deliveries_key_idx").on(t.channelId, t.key, t.position),
    index("deliveries_publication_idx").on(t.publicationId, t.position),
    index("deliveries_recall_idx").on(t.recallId, t.position),
    index("deliveries_entry_idx").on(t.entryId),
  ],
);

/** What was called back, by whom and why. */
export const recalls = pgTable(
  "recalls",
  {
    id: uuid().primaryKey(),
    /** What of: a publication, a batch, all that a template made, or items by themselves. */
    publicationId: uuid(),
    batchId: uuid(),
    templateId: uuid(),
    /** `previous`: what stood there before is put back, where there was something. */
    leave: text({ enum: ["nothing", "previous"] }).notNull(),
    reason: text().notNull(),
    itemCount: integer().notNull(),
    createdBy: uuid().notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
  },
  (t) => [index("recalls_publication_idx").on(t.publicationId)],
);

/** How far somebody who pulls has come: the position they went on from. */
export const publishedReaders = pgTable(
  "published_readers",
  {
    /** Their API token, or the member. */
    readerId: uuid().notNull(),
    /** The channel they follow; the nil id where they follow all of them. */
    channelId: uuid().notNull(),
    position: bigint({ mode: "number" }).notNull(),
    at: at("at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.readerId, t.channelId] })],
);

/** Approved outputs handed to a channel; a file channel leaves its file in the object store, publications/<id>. */
export const publications = pgTable(
  "publications",
  {
    id: uuid().primaryKey(),
    batchId: uuid().notNull(),
    /** Of its channel. */
    kind: text().notNull(),
    /** What the channel was told; only the channel knows its shape. */
    config: jsonb().$type<Record<string, unknown>>().notNull(),
    /** Its channel in the list; `null`: from before there was one. */
    channelId: uuid(),
    /** How the channel was set when it was published to; `null` as above. */
    terms: jsonb().$type<StoredTerms>(),
    /** `cancelled`: undone while it was held. */
    status: text({ enum: ["queued", "running", "succeeded", "failed", "cancelled"] }).notNull(),
    failure: jsonb().$type<StoredFailure>(),
    /** Of what is approved: all of it, what the channel does not have yet, or that and what differs from what it has. */
    only: text({ enum: ["all", "new", "changed"] })
      .notNull()
      .default("all"),
    /** Whether publication_items names each item of it, rather than those that are not in their first version. */
    listed: boolean().notNull().default(false),
    /** Nothing leaves before this moment, and it can be undone; `null`: at once. */
    heldUntil: at("held_until"),
    /** Items approved up to this moment are in it. */
    cutoffAt: at("cutoff_at").notNull(),
    itemCount: integer().notNull().default(0),
    /** What it came to against what the channel had; `null` until all of it was looked at. */
    changes: jsonb().$type<StoredChanges>(),
    itemsWritten: integer().notNull().default(0),
    /** How often writing it was begun; after too many it is given up. */
    runs: integer().notNull().default(0),
    /** What the channel made, or how the other side acknowledged it; `null` until it has. */
    delivery: jsonb().$type<Record<string, unknown>>(),
    createdBy: uuid().notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    finishedAt: at("finished_at"),
    /** When its file was removed, because it was kept for as long as it was to be. */
    fileRemovedAt: at("file_removed_at"),
  },
  (t) => [
    index("publications_batch_idx").on(t.batchId),
    index("publications_channel_idx").on(t.channelId, t.id),
  ],
);

/**
 * The version of an item's output that a publication holds, where it is not the first: what nobody edited needs no
 * row, unless only what is new was published. Written with the cut-off.
 */
export const publicationItems = pgTable(
  "publication_items",
  {
    publicationId: uuid()
      .notNull()
      .references(() => publications.id),
    seq: integer().notNull(),
    outputVersion: integer().notNull(),
    /** Approved at the cut-off and left out of it, because a check blocked it that nobody had overridden. */
    heldBack: boolean().notNull().default(false),
  },
  (t) => [primaryKey({ columns: [t.publicationId, t.seq] })],
);

/** What a channel did not take of an item. */
export interface StoredProblem extends StoredFailure {
  /** By the channel's own name. */
  column: string;
}

/** Items of a publication that its channel did not take, and that were left out of it. */
export const publicationRefusals = pgTable(
  "publication_refusals",
  {
    publicationId: uuid()
      .notNull()
      .references(() => publications.id),
    seq: integer().notNull(),
    key: text().notNull(),
    language: text().notNull(),
    /** Empty once the outputs of its batch were removed. */
    problems: jsonb().$type<StoredProblem[]>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.publicationId, t.seq] })],
);

/** Files of translations that came back for a publication. */
export const publicationReturns = pgTable(
  "publication_returns",
  {
    id: uuid().primaryKey(),
    publicationId: uuid()
      .notNull()
      .references(() => publications.id),
    language: text().notNull(),
    /** Of the translations, to be reviewed; `null` while nothing of it was taken. */
    batchId: uuid(),
    fileName: text().notNull(),
    units: integer().notNull(),
    /** Items whose translation is new or another than before; as it was; left out. */
    taken: integer().notNull(),
    unchanged: integer().notNull(),
    refused: integer().notNull(),
    /** All there were; so many of them are kept as anybody reads. */
    problemCount: integer().notNull(),
    createdBy: uuid().notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
  },
  (t) => [index("publication_returns_publication_idx").on(t.publicationId, t.id)],
);

/** What was wrong with a file that came back, unit by unit. */
export const publicationReturnProblems = pgTable(
  "publication_return_problems",
  {
    returnId: uuid()
      .notNull()
      .references(() => publicationReturns.id, { onDelete: "cascade" }),
    number: integer().notNull(),
    /** Of the item; `null` for a unit that is of none. */
    seq: integer(),
    key: text().notNull(),
    unit: text().notNull(),
    field: text().notNull(),
    code: text().notNull(),
    params: jsonb().$type<Record<string, string | number>>().notNull(),
    /** In the file, from 1; `null` for what is not in it. */
    line: integer(),
  },
  (t) => [primaryKey({ columns: [t.returnId, t.number] })],
);
