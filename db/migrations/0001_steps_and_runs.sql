CREATE TABLE "item_steps" (
	"batch_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"step" smallint NOT NULL,
	"name" text NOT NULL,
	"value" jsonb,
	"cost" numeric(24, 12) NOT NULL,
	"attempts" smallint NOT NULL,
	"evidence" jsonb,
	"ended_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "item_steps_batch_id_seq_step_pk" PRIMARY KEY("batch_id","seq","step")
);
--> statement-breakpoint
ALTER TABLE "batch_counters" RENAME COLUMN "spared_calls" TO "cache_hits";--> statement-breakpoint
DROP INDEX "attempts_batch_idx";--> statement-breakpoint
DROP INDEX "attempts_trial_idx";--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "run_kind" text;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "run_id" uuid;--> statement-breakpoint
-- The ledger is append-only for everybody but this: a run is named in another way from here on.
ALTER TABLE "attempts" DISABLE TRIGGER USER;--> statement-breakpoint
UPDATE "attempts" SET "run_kind" = CASE WHEN "batch_id" IS NULL THEN 'trial' ELSE 'batch' END, "run_id" = coalesce("batch_id", "trial_id");--> statement-breakpoint
ALTER TABLE "attempts" ENABLE TRIGGER USER;--> statement-breakpoint
ALTER TABLE "attempts" ALTER COLUMN "run_kind" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "attempts" ALTER COLUMN "run_id" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "attempts" DROP COLUMN "trial_id";--> statement-breakpoint
ALTER TABLE "attempts" DROP COLUMN "batch_id";--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "reasoning_tokens" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "pictures" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "attempts_run_idx" ON "attempts" USING btree ("run_id","seq");--> statement-breakpoint
UPDATE "batches" SET "paused_for" = "paused_for" || jsonb_build_object('params', jsonb_build_object(
	'by', CASE WHEN "paused_for" #>> '{params,budget}' IS NULL THEN 'cap' ELSE 'budget' END,
	'budget', coalesce("paused_for" #>> '{params,budget}', '')))
WHERE "paused_for" ->> 'code' = 'over_budget';
