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
ALTER TABLE "trial_cells" ADD COLUMN "judged" jsonb;--> statement-breakpoint
ALTER TABLE "trial_cells" ADD COLUMN "judging_cost" numeric(24, 12);--> statement-breakpoint
ALTER TABLE "trials" ADD COLUMN "judge_cap" numeric(24, 12);--> statement-breakpoint
ALTER TABLE "trials" ADD COLUMN "judge_spent" numeric(24, 12) DEFAULT '0' NOT NULL;--> statement-breakpoint
ALTER TABLE "trials" ADD COLUMN "judge_currency" text;--> statement-breakpoint
CREATE INDEX "judged_decisions_judge_idx" ON "judged_decisions" USING btree ("template_id","digest","decision_id");--> statement-breakpoint
CREATE INDEX "judged_decisions_item_idx" ON "judged_decisions" USING btree ("batch_id","seq","decision_id");