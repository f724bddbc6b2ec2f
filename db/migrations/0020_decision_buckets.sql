CREATE TABLE "decision_buckets" (
	"starts_at" timestamp with time zone NOT NULL,
	"batch_id" uuid NOT NULL,
	"approved" integer NOT NULL,
	"rejected" integer NOT NULL,
	"rejected_cost" numeric(24, 12) NOT NULL,
	CONSTRAINT "decision_buckets_starts_at_batch_id_pk" PRIMARY KEY("starts_at","batch_id")
);
--> statement-breakpoint
DROP INDEX "batch_items_decided_idx";--> statement-breakpoint
INSERT INTO "decision_buckets" ("starts_at", "batch_id", "approved", "rejected", "rejected_cost")
SELECT date_bin('15 minutes', "decided_at", 'epoch'::timestamptz), "batch_id",
	count(*) FILTER (WHERE "review_state" = 'approved'), count(*) FILTER (WHERE "review_state" = 'rejected'),
	coalesce(sum("cost") FILTER (WHERE "review_state" = 'rejected'), 0)
FROM "batch_items" WHERE "decided_at" IS NOT NULL AND "review_state" IN ('approved', 'rejected')
GROUP BY 1, 2;
