CREATE TABLE "bulk_action_failures" (
	"action_id" uuid NOT NULL,
	"batch_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"code" text NOT NULL,
	CONSTRAINT "bulk_action_failures_action_id_batch_id_seq_pk" PRIMARY KEY("action_id","batch_id","seq")
);
--> statement-breakpoint
CREATE TABLE "bulk_action_parts" (
	"action_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"batch_id" uuid NOT NULL,
	"seqs" integer[] NOT NULL,
	"versions" integer[] NOT NULL,
	"done_at" timestamp with time zone,
	CONSTRAINT "bulk_action_parts_action_id_number_pk" PRIMARY KEY("action_id","number")
);
--> statement-breakpoint
CREATE TABLE "bulk_actions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"do" text NOT NULL,
	"filter" jsonb NOT NULL,
	"reason" text,
	"note" text,
	"status" text NOT NULL,
	"failure" jsonb,
	"item_count" integer NOT NULL,
	"asked_by" uuid NOT NULL,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "output_terms" (
	"batch_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"terms" "tsvector" NOT NULL,
	CONSTRAINT "output_terms_batch_id_seq_pk" PRIMARY KEY("batch_id","seq")
);
--> statement-breakpoint
CREATE TABLE "outputs_to_index" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"batch_id" uuid NOT NULL,
	"seqs" integer[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "quality_buckets" (
	"starts_at" timestamp with time zone NOT NULL,
	"batch_id" uuid NOT NULL,
	"model_id" uuid NOT NULL,
	"member_id" uuid NOT NULL,
	"language" text NOT NULL,
	"decision" text NOT NULL,
	"reason" text NOT NULL,
	"decisions" integer NOT NULL,
	CONSTRAINT "quality_buckets_starts_at_batch_id_model_id_member_id_language_decision_reason_pk" PRIMARY KEY("starts_at","batch_id","model_id","member_id","language","decision","reason")
);
--> statement-breakpoint
CREATE TABLE "time_buckets" (
	"starts_at" timestamp with time zone NOT NULL,
	"batch_id" uuid NOT NULL,
	"model_id" uuid NOT NULL,
	"member_id" uuid NOT NULL,
	"language" text NOT NULL,
	"kind" text NOT NULL,
	"bin" smallint NOT NULL,
	"decisions" integer NOT NULL,
	CONSTRAINT "time_buckets_starts_at_batch_id_model_id_member_id_language_kind_bin_pk" PRIMARY KEY("starts_at","batch_id","model_id","member_id","language","kind","bin")
);
--> statement-breakpoint
ALTER TABLE "bulk_action_failures" ADD CONSTRAINT "bulk_action_failures_action_id_bulk_actions_id_fk" FOREIGN KEY ("action_id") REFERENCES "public"."bulk_actions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulk_action_parts" ADD CONSTRAINT "bulk_action_parts_action_id_bulk_actions_id_fk" FOREIGN KEY ("action_id") REFERENCES "public"."bulk_actions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "bulk_action_parts_open_idx" ON "bulk_action_parts" USING btree ("action_id","number") WHERE done_at is null;--> statement-breakpoint
CREATE INDEX "output_terms_idx" ON "output_terms" USING gin ("terms") WITH (fastupdate=false);--> statement-breakpoint
CREATE INDEX "quality_buckets_batch_idx" ON "quality_buckets" USING btree ("batch_id","reason");--> statement-breakpoint
CREATE INDEX "batch_items_rejected_idx" ON "batch_items" USING btree ("batch_id","seq") WHERE review_state = 'rejected';--> statement-breakpoint
CREATE INDEX "review_decisions_reason_idx" ON "review_decisions" USING btree ("batch_id","reason","seq") WHERE decision = 'reject';;--> statement-breakpoint
-- Outputs that there are already are put into the index after the start, as new ones are.
INSERT INTO "outputs_to_index" ("batch_id", "seqs")
SELECT "batch_id", array_agg("seq" ORDER BY "seq") FROM "batch_items" WHERE "output" IS NOT NULL
GROUP BY "batch_id", "seq" / 200;--> statement-breakpoint
-- What was decided before is counted once, as countDecisions does from now on; lengths of time as its bins have them.
CREATE TEMPORARY TABLE "decisions_so_far" ON COMMIT DROP AS
SELECT d."id", d."at", d."batch_id", d."seq", d."member_id", d."decision", coalesce(d."reason", '') AS "reason",
	lead(d."decision") OVER "of_item" AS "next", lag(d."decision") OVER "of_item" AS "previous",
	lag(d."at") OVER "of_item" AS "previous_at", d."at" - lag(d."at") OVER "of_member" AS "since_last",
	b."model_id", b."languages"[1 + d."seq" % cardinality(b."languages")] AS "language", i."ended_at"
FROM "review_decisions" d JOIN "batches" b ON b."id" = d."batch_id"
	LEFT JOIN "batch_items" i ON i."batch_id" = d."batch_id" AND i."seq" = d."seq"
WINDOW "of_item" AS (PARTITION BY d."batch_id", d."seq" ORDER BY d."id"),
	"of_member" AS (PARTITION BY d."member_id" ORDER BY d."at", d."id");--> statement-breakpoint
UPDATE "decisions_so_far" d SET "model_id" = coalesce((SELECT a."model_id" FROM "attempts" a
	WHERE a."run_id" = d."batch_id" AND a."seq" = d."seq" AND a."kind" = 'settled' ORDER BY a."id" DESC LIMIT 1), d."model_id")
WHERE d."batch_id" IN (SELECT "id" FROM "batches" WHERE "fallback_model_id" IS NOT NULL);--> statement-breakpoint
INSERT INTO "quality_buckets"
SELECT date_bin('15 minutes', "at", 'epoch'::timestamptz), "batch_id", "model_id", "member_id", "language", "decision",
	"reason", count(*)
FROM "decisions_so_far"
WHERE "decision" IN ('approve', 'reject', 'edit', 'escalate') AND "next" IS DISTINCT FROM 'undo'
GROUP BY 1, 2, 3, 4, 5, 6, 7;--> statement-breakpoint
INSERT INTO "time_buckets"
SELECT date_bin('15 minutes', "at", 'epoch'::timestamptz), "batch_id", "model_id", "member_id", "language", "kind",
	least(floor(ln(greatest("seconds", 0.25) / 0.25) / ln(1.1)), 250)::smallint, count(*)
FROM (
	SELECT *, 'pace' AS "kind", extract(epoch FROM "since_last") AS "seconds" FROM "decisions_so_far"
	WHERE extract(epoch FROM "since_last") BETWEEN 0.25 AND 300
	UNION ALL
	SELECT *, CASE "previous" WHEN 'escalate' THEN 'escalated' ELSE 'pending' END,
		extract(epoch FROM "at" - coalesce("previous_at", "ended_at"))
	FROM "decisions_so_far" WHERE coalesce("previous_at", "ended_at") IS NOT NULL
) "times"
WHERE "decision" IN ('approve', 'reject', 'edit', 'escalate')
GROUP BY 1, 2, 3, 4, 5, 6, 7;
