CREATE TABLE "evaluation_calls" (
	"id" uuid PRIMARY KEY NOT NULL,
	"run_id" uuid NOT NULL,
	"entry" jsonb NOT NULL,
	"amount" numeric(24, 12) NOT NULL,
	"budget_ids" text[] NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "judged_decisions" (
	"decision_id" uuid NOT NULL,
	"template_id" uuid NOT NULL,
	"judge" text NOT NULL,
	"digest" text NOT NULL,
	"batch_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"output_version" integer NOT NULL,
	"language" text NOT NULL,
	"score" integer NOT NULL,
	"reason" text NOT NULL,
	"judge_passed" boolean NOT NULL,
	"person_passed" boolean NOT NULL,
	"blind" boolean NOT NULL,
	"output" jsonb NOT NULL,
	CONSTRAINT "judged_decisions_decision_id_judge_pk" PRIMARY KEY("decision_id","judge")
);
--> statement-breakpoint
CREATE TABLE "rescan_judgements" (
	"rescan_id" uuid NOT NULL,
	"batch_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"output_version" integer NOT NULL,
	"name" text NOT NULL,
	"judgement" jsonb NOT NULL,
	CONSTRAINT "rescan_judgements_rescan_id_batch_id_seq_output_version_name_pk" PRIMARY KEY("rescan_id","batch_id","seq","output_version","name")
);
--> statement-breakpoint
ALTER TABLE "rescans" ADD COLUMN "judge_cap" numeric(24, 12);--> statement-breakpoint
ALTER TABLE "rescans" ADD COLUMN "judge_spent" numeric(24, 12) DEFAULT '0' NOT NULL;--> statement-breakpoint
ALTER TABLE "rescans" ADD COLUMN "judge_currency" text;--> statement-breakpoint
ALTER TABLE "trial_cells" ADD COLUMN "judged" jsonb;--> statement-breakpoint
ALTER TABLE "trial_cells" ADD COLUMN "judging_cost" numeric(24, 12);--> statement-breakpoint
ALTER TABLE "trials" ADD COLUMN "judge_cap" numeric(24, 12);--> statement-breakpoint
ALTER TABLE "trials" ADD COLUMN "judge_spent" numeric(24, 12) DEFAULT '0' NOT NULL;--> statement-breakpoint
ALTER TABLE "trials" ADD COLUMN "judge_currency" text;--> statement-breakpoint
ALTER TABLE "rescan_judgements" ADD CONSTRAINT "rescan_judgements_rescan_id_rescans_id_fk" FOREIGN KEY ("rescan_id") REFERENCES "public"."rescans"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "evaluation_calls_run_idx" ON "evaluation_calls" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "judged_decisions_judge_idx" ON "judged_decisions" USING btree ("template_id","digest","decision_id");--> statement-breakpoint
CREATE INDEX "judged_decisions_item_idx" ON "judged_decisions" USING btree ("batch_id","seq","decision_id");