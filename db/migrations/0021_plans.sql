CREATE TABLE "double_reviews" (
	"id" uuid PRIMARY KEY NOT NULL,
	"batch_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"output_version" integer NOT NULL,
	"first_by" uuid NOT NULL,
	"first_decision_id" uuid NOT NULL,
	"first" text NOT NULL,
	"first_at" timestamp with time zone DEFAULT now() NOT NULL,
	"second_by" uuid,
	"second_decision_id" uuid,
	"second" text,
	"second_at" timestamp with time zone,
	"outcome" text DEFAULT 'open' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lot_samples" (
	"batch_id" uuid NOT NULL,
	"lot" integer NOT NULL,
	"seq" integer NOT NULL,
	"defect" boolean,
	CONSTRAINT "lot_samples_batch_id_lot_seq_pk" PRIMARY KEY("batch_id","lot","seq")
);
--> statement-breakpoint
CREATE TABLE "lots" (
	"id" uuid PRIMARY KEY NOT NULL,
	"batch_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"template_version_id" uuid NOT NULL,
	"model_id" uuid NOT NULL,
	"language" text NOT NULL,
	"aql" text NOT NULL,
	"level" text NOT NULL,
	"severity" text NOT NULL,
	"size" integer NOT NULL,
	"sample" integer NOT NULL,
	"code_letter" text NOT NULL,
	"accept" integer NOT NULL,
	"reject" integer NOT NULL,
	"seed" integer NOT NULL,
	"state" text NOT NULL,
	"verdict" text,
	"defects" integer,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"verdict_at" timestamp with time zone,
	"moved_by" uuid,
	"moved_at" timestamp with time zone,
	"note" text,
	"publishable_at" timestamp with time zone,
	"settled_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "probes" (
	"batch_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"of_seq" integer NOT NULL,
	"of_version" integer NOT NULL,
	"row_number" integer NOT NULL,
	"language" text NOT NULL,
	"output" jsonb NOT NULL,
	"checks" jsonb NOT NULL,
	"answer" text NOT NULL,
	"answer_reason" text,
	"member_id" uuid NOT NULL,
	"claim_token" integer DEFAULT 1 NOT NULL,
	"claim_expires_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"decision" text,
	"reason" text,
	"decided_at" timestamp with time zone,
	"caught" boolean,
	CONSTRAINT "probes_batch_id_seq_pk" PRIMARY KEY("batch_id","seq")
);
--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "review_languages" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "batch_counters" ADD COLUMN "in_lot" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "batch_items" ADD COLUMN "passed_by" text;--> statement-breakpoint
ALTER TABLE "batch_items" ADD COLUMN "lot" integer;--> statement-breakpoint
ALTER TABLE "batch_items" ADD COLUMN "reviewers" uuid[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "review_seed" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "review_decisions" ADD COLUMN "left_state" text;--> statement-breakpoint
ALTER TABLE "review_decisions" ADD COLUMN "blind" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "double_reviews_item_idx" ON "double_reviews" USING btree ("batch_id","seq");--> statement-breakpoint
CREATE INDEX "double_reviews_at_idx" ON "double_reviews" USING btree ("second_at");--> statement-breakpoint
CREATE UNIQUE INDEX "double_reviews_open_key" ON "double_reviews" USING btree ("batch_id","seq") WHERE outcome = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX "lots_batch_number_key" ON "lots" USING btree ("batch_id","number");--> statement-breakpoint
CREATE INDEX "lots_series_idx" ON "lots" USING btree ("template_version_id","model_id","language","id");--> statement-breakpoint
CREATE INDEX "probes_member_idx" ON "probes" USING btree ("member_id","batch_id");--> statement-breakpoint
CREATE INDEX "probes_decided_idx" ON "probes" USING btree ("decided_at");--> statement-breakpoint
CREATE INDEX "batch_items_queue_idx" ON "batch_items" USING btree ("batch_id","language",(case when checks @> '[{"verdict":"block"}]' then 0 when checks @> '[{"verdict":"warn"}]' then 1 else 2 end),"seq") WHERE review_state = 'pending';--> statement-breakpoint
CREATE INDEX "batch_items_lot_idx" ON "batch_items" USING btree ("batch_id","lot","seq") WHERE lot is not null;