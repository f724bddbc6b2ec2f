ALTER TABLE "batch_items" ADD COLUMN "row_digest" text;--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "reads" jsonb;--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "only" text[];