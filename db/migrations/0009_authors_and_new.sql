ALTER TABLE "batch_items" ADD COLUMN "authors" uuid[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "publications" ADD COLUMN "only" text DEFAULT 'all' NOT NULL;--> statement-breakpoint
ALTER TABLE "review_decisions" ADD COLUMN "request_digest" text;--> statement-breakpoint
ALTER TABLE "decision_buckets" ADD COLUMN "model_id" uuid;--> statement-breakpoint
UPDATE "decision_buckets" SET "model_id" = b."model_id" FROM "batches" b WHERE b."id" = "batch_id";--> statement-breakpoint
ALTER TABLE "decision_buckets" ALTER COLUMN "model_id" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "decision_buckets" DROP CONSTRAINT "decision_buckets_starts_at_batch_id_pk";--> statement-breakpoint
ALTER TABLE "decision_buckets" ADD CONSTRAINT "decision_buckets_starts_at_batch_id_model_id_pk" PRIMARY KEY("starts_at","batch_id","model_id");--> statement-breakpoint
-- PostgreSQL reads a bare offset the other way round; a name of the Etc family means the same everywhere.
UPDATE "budgets" SET "time_zone" = CASE WHEN substr("time_zone", 2, 2) = '00' THEN 'UTC'
	ELSE 'Etc/GMT' || translate(left("time_zone", 1), '+-', '-+') || substr("time_zone", 2, 2)::int END
WHERE "time_zone" ~ '^([+](0[0-9]|1[0-4])|-(0[0-9]|1[0-2])):?(00)?$';
