ALTER TABLE "provider_batches" ADD COLUMN "trouble" jsonb;--> statement-breakpoint
ALTER TABLE "provider_batches" ADD COLUMN "troubled_since" timestamp with time zone;