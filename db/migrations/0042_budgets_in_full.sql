CREATE TABLE "launch_approvals" (
	"batch_id" uuid PRIMARY KEY NOT NULL,
	"reasons" jsonb NOT NULL,
	"price_ids" uuid[] NOT NULL,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL,
	"decision" text,
	"decided_by" uuid,
	"decided_at" timestamp with time zone,
	"note" text
);
--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "team" text;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "launch_limit" numeric(24, 12);--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "launch_limit_currency" text;--> statement-breakpoint
ALTER TABLE "budgets" ADD COLUMN "alerts" jsonb DEFAULT '[{"basis":"actual","share":50,"action":"notify"},{"basis":"actual","share":80,"action":"notify"},{"basis":"actual","share":100,"action":"notify"}]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "budgets" ADD COLUMN "forecast_share" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "budgets" ADD COLUMN "forecast_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "launch_approvals" ADD CONSTRAINT "launch_approvals_batch_id_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."batches"("id") ON DELETE no action ON UPDATE no action;