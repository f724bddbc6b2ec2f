-- Answers are sealed from here on; those of the last day were not, and nobody can open them as if they were.
DELETE FROM "idempotency_keys";--> statement-breakpoint
ALTER TABLE "idempotency_keys" ALTER COLUMN "answer" SET DATA TYPE text;
