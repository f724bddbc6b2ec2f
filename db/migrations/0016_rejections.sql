CREATE TABLE "regenerations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"batch_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"cause" text NOT NULL,
	"decision_id" uuid NOT NULL,
	"from_version" integer NOT NULL,
	"reason" text,
	"note" text,
	"asked_by" uuid NOT NULL,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL,
	"state" text NOT NULL,
	"fence" integer DEFAULT 0 NOT NULL,
	"carried" jsonb,
	"in_flight" jsonb,
	"spent" numeric(24, 12) DEFAULT '0' NOT NULL,
	"unknown_spend" numeric(24, 12) DEFAULT '0' NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"to_version" integer,
	"failure" jsonb,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "batch_items" ADD COLUMN "route" text;--> statement-breakpoint
ALTER TABLE "review_decisions" ADD COLUMN "route" text;--> statement-breakpoint
CREATE INDEX "regenerations_item_idx" ON "regenerations" USING btree ("batch_id","seq");--> statement-breakpoint
CREATE INDEX "regenerations_open_idx" ON "regenerations" USING btree ("batch_id") WHERE state in ('queued', 'running');--> statement-breakpoint
CREATE INDEX "batch_items_fix_source_idx" ON "batch_items" USING btree ("batch_id","seq") WHERE route = 'fix-source';
