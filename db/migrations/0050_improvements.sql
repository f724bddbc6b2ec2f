CREATE TABLE "improvement_cases" (
	"improvement_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"role" text NOT NULL,
	"kind" text NOT NULL,
	"batch_id" uuid NOT NULL,
	"item_seq" integer NOT NULL,
	"output_version" integer NOT NULL,
	"reason" text,
	"note" text,
	"row_number" integer,
	"language" text NOT NULL,
	"source" jsonb NOT NULL,
	"output" jsonb NOT NULL,
	"corrected" jsonb,
	"flagged" text[],
	CONSTRAINT "improvement_cases_improvement_id_seq_pk" PRIMARY KEY("improvement_id","seq")
);
--> statement-breakpoint
CREATE TABLE "improvement_proposals" (
	"improvement_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"why" text NOT NULL,
	"cites" integer[] NOT NULL,
	"changes" jsonb NOT NULL,
	"refusal" jsonb,
	"variant" integer,
	"taken_at" timestamp with time zone,
	"taken_by" uuid,
	CONSTRAINT "improvement_proposals_improvement_id_number_pk" PRIMARY KEY("improvement_id","number")
);
--> statement-breakpoint
CREATE TABLE "improvements" (
	"id" uuid PRIMARY KEY NOT NULL,
	"template_id" uuid NOT NULL,
	"template_version_id" uuid NOT NULL,
	"base" jsonb NOT NULL,
	"glossaries" jsonb NOT NULL,
	"model_id" uuid NOT NULL,
	"trial_model_id" uuid NOT NULL,
	"parameters" jsonb NOT NULL,
	"dataset_id" uuid NOT NULL,
	"found" jsonb NOT NULL,
	"prompt" jsonb NOT NULL,
	"cap" numeric(24, 12) NOT NULL,
	"currency" text NOT NULL,
	"spent" numeric(24, 12) DEFAULT '0' NOT NULL,
	"unknown_spend" numeric(24, 12) DEFAULT '0' NOT NULL,
	"state" text NOT NULL,
	"fence" integer DEFAULT 0 NOT NULL,
	"calls" integer DEFAULT 0 NOT NULL,
	"in_flight" jsonb,
	"answer" jsonb,
	"ignored" integer DEFAULT 0 NOT NULL,
	"failure" jsonb,
	"trial_id" uuid,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "trials" ADD COLUMN "cap" numeric(24, 12);--> statement-breakpoint
ALTER TABLE "improvement_cases" ADD CONSTRAINT "improvement_cases_improvement_id_improvements_id_fk" FOREIGN KEY ("improvement_id") REFERENCES "public"."improvements"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "improvement_proposals" ADD CONSTRAINT "improvement_proposals_improvement_id_improvements_id_fk" FOREIGN KEY ("improvement_id") REFERENCES "public"."improvements"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "improvements_template_idx" ON "improvements" USING btree ("template_id","id");--> statement-breakpoint
CREATE INDEX "improvements_trial_idx" ON "improvements" USING btree ("trial_id");--> statement-breakpoint
CREATE INDEX "review_decisions_not_taken_idx" ON "review_decisions" USING btree ("batch_id","id") WHERE decision in ('reject', 'edit');