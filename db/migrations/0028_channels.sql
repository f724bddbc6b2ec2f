CREATE TABLE "channel_entries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"channel_id" uuid NOT NULL,
	"publication_id" uuid,
	"recall_id" uuid,
	"key" text NOT NULL,
	"language" text NOT NULL,
	"batch_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"output_version" integer NOT NULL,
	"change" text NOT NULL,
	"fields" jsonb,
	"digest" text,
	"position" bigint,
	"is_current" boolean DEFAULT false NOT NULL,
	"approved_by" uuid,
	"recalled_id" uuid,
	"stood_at" timestamp with time zone,
	"acknowledged_at" timestamp with time zone,
	"acknowledged_by" uuid
);
--> statement-breakpoint
CREATE TABLE "channel_positions" (
	"id" integer PRIMARY KEY NOT NULL,
	"last" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "channels" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"settings" jsonb NOT NULL,
	"label_policy" text DEFAULT 'beside' NOT NULL,
	"label_fields" text[] DEFAULT '{}' NOT NULL,
	"languages" text[] DEFAULT '{}' NOT NULL,
	"publishers" uuid[] DEFAULT '{}' NOT NULL,
	"key" text,
	"mapping" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"hold_seconds" integer NOT NULL,
	"sealed_secret" text,
	"sealed_former_secret" text,
	"former_secret_until" timestamp with time zone,
	"next_send_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"entry_id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"publication_id" uuid,
	"recall_id" uuid,
	"key" text NOT NULL,
	"position" bigint NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"failure" jsonb,
	"next_at" timestamp with time zone DEFAULT now() NOT NULL,
	"claimed_until" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "published_readers" (
	"reader_id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "published_readers_reader_id_channel_id_pk" PRIMARY KEY("reader_id","channel_id")
);
--> statement-breakpoint
CREATE TABLE "recalls" (
	"id" uuid PRIMARY KEY NOT NULL,
	"publication_id" uuid,
	"batch_id" uuid,
	"template_id" uuid,
	"leave" text NOT NULL,
	"reason" text NOT NULL,
	"item_count" integer NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "publications" ADD COLUMN "channel_id" uuid;--> statement-breakpoint
ALTER TABLE "publications" ADD COLUMN "terms" jsonb;--> statement-breakpoint
ALTER TABLE "publications" ADD COLUMN "listed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "publications" ADD COLUMN "held_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "publications" ADD COLUMN "changes" jsonb;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_entry_id_channel_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."channel_entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "channel_entries_item_key" ON "channel_entries" USING btree ("publication_id","seq") WHERE publication_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "channel_entries_current_key" ON "channel_entries" USING btree ("channel_id","key","language") WHERE is_current;--> statement-breakpoint
CREATE UNIQUE INDEX "channel_entries_position_key" ON "channel_entries" USING btree ("position") WHERE position is not null;--> statement-breakpoint
CREATE INDEX "channel_entries_channel_idx" ON "channel_entries" USING btree ("channel_id","position");--> statement-breakpoint
CREATE INDEX "channel_entries_key_idx" ON "channel_entries" USING btree ("key","channel_id","position");--> statement-breakpoint
CREATE INDEX "channel_entries_batch_idx" ON "channel_entries" USING btree ("batch_id","seq");--> statement-breakpoint
CREATE INDEX "channel_entries_booked_idx" ON "channel_entries" USING btree ("publication_id","seq") WHERE position is null;--> statement-breakpoint
CREATE INDEX "channel_entries_recalled_idx" ON "channel_entries" USING btree ("recalled_id") WHERE recalled_id is not null;--> statement-breakpoint
CREATE INDEX "channel_entries_recall_idx" ON "channel_entries" USING btree ("recall_id","position") WHERE recall_id is not null;--> statement-breakpoint
CREATE INDEX "deliveries_waiting_idx" ON "deliveries" USING btree ("channel_id","key","position") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "deliveries_due_idx" ON "deliveries" USING btree ("channel_id","next_at") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "deliveries_key_idx" ON "deliveries" USING btree ("channel_id","key","position");--> statement-breakpoint
CREATE INDEX "deliveries_publication_idx" ON "deliveries" USING btree ("publication_id","position");--> statement-breakpoint
CREATE INDEX "deliveries_recall_idx" ON "deliveries" USING btree ("recall_id","position");--> statement-breakpoint
CREATE INDEX "deliveries_entry_idx" ON "deliveries" USING btree ("entry_id");--> statement-breakpoint
CREATE INDEX "recalls_publication_idx" ON "recalls" USING btree ("publication_id");--> statement-breakpoint
CREATE INDEX "publications_channel_idx" ON "publications" USING btree ("channel_id","id");--> statement-breakpoint
UPDATE "publications" SET "listed" = true WHERE "only" = 'new';
