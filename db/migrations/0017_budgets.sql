CREATE TABLE "budgets" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"amount" numeric(24, 12) NOT NULL,
	"currency" text NOT NULL,
	"scope_kind" text NOT NULL,
	"scope_id" uuid,
	"time_zone" text NOT NULL,
	"period_start" timestamp with time zone NOT NULL,
	"period_end" timestamp with time zone NOT NULL,
	"spent" numeric(24, 12) DEFAULT '0' NOT NULL,
	"unknown_spend" numeric(24, 12) DEFAULT '0' NOT NULL,
	"reserved" numeric(24, 12) DEFAULT '0' NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "budget_ids" uuid[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE INDEX "budgets_kept_idx" ON "budgets" USING btree ("id") WHERE archived_at is null;