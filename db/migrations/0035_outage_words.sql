ALTER TABLE "model_pacing" ADD COLUMN "outage_reason" text;--> statement-breakpoint
ALTER TABLE "model_pacing" ADD COLUMN "outage_words" text;