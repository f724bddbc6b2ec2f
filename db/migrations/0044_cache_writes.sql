ALTER TABLE "attempts" ADD COLUMN "cache_write_tokens" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "prices" ADD COLUMN "cache_write_per_mtok" numeric(24, 12);
