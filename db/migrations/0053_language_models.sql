ALTER TABLE "batches" ADD COLUMN "language_model_ids" uuid[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "provider_batches" ADD COLUMN "model_id" uuid;