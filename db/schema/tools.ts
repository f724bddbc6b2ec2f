import { sql } from "drizzle-orm";
import { boolean, integer, jsonb, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true });

/** What a tool takes; lib/tools/tool.ts says what it means. */
export interface StoredInputSchema {
  type: "object";
  properties: Record<
    string,
    {
      type: "string" | "number" | "integer" | "boolean";
      description?: string | undefined;
      enum?: (string | number)[] | undefined;
      minimum?: number | undefined;
      maximum?: number | undefined;
      minLength?: number | undefined;
      maxLength?: number | undefined;
    }
  >;
  required: string[];
}

/** HTTP services that steps of templates may call. */
export const tools = pgTable(
  "tools",
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    method: text({ enum: ["GET", "POST", "PUT", "PATCH", "DELETE"] }).notNull(),
    /** With a mask for each value of its query that is a secret. */
    url: text().notNull(),
    /** The whole address, where it holds any; `null` otherwise, and once it is archived. */
    sealedUrl: text(),
    /** With a mask for each value. */
    headers: jsonb().$type<Record<string, string>>().notNull().default({}),
    sealedHeaders: text(),
    inputSchema: jsonb().$type<StoredInputSchema>().notNull(),
    /** Where in an answer the result is; `null`: all of it. */
    resultPath: text(),
    /** For the whole call, its answer read. */
    timeoutMs: integer().notNull(),
    maxBytes: integer().notNull(),
    allowPrivateNetwork: boolean().notNull().default(false),
    createdBy: uuid().notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    updatedAt: at("updated_at").notNull().defaultNow(),
    archivedAt: at("archived_at"),
  },
  (t) => [uniqueIndex("tools_name_key").on(t.name).where(sql`archived_at is null`)],
);
