import { pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";

/** Filters and order of a list that somebody keeps under a name, for themself. */
export const savedViews = pgTable(
  "saved_views",
  {
    id: uuid().primaryKey(),
    memberId: uuid().notNull(),
    /** Of which list: see lib/saved-views/saved-view.ts. */
    list: text().notNull(),
    name: text().notNull(),
    /** What stands after the question mark in the list's address. */
    query: text().notNull(),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [uniqueIndex("saved_views_name_key").on(t.memberId, t.list, t.name)],
);
