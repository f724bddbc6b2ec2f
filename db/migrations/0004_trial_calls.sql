ALTER TABLE "trial_cells" ADD COLUMN "calls" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "trial_cells" ADD COLUMN "in_flight" jsonb;--> statement-breakpoint
ALTER TABLE "trials" ADD COLUMN "fence" integer DEFAULT 0 NOT NULL;