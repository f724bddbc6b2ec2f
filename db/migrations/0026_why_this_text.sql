CREATE TABLE "kept_answers" (
	"attempt_id" uuid PRIMARY KEY NOT NULL,
	"run_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"text" text NOT NULL,
	"is_cut" boolean NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "prompt_digest" text;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "answer" text;--> statement-breakpoint
CREATE INDEX "kept_answers_run_idx" ON "kept_answers" USING btree ("run_id","seq");--> statement-breakpoint
CREATE INDEX "kept_answers_at_idx" ON "kept_answers" USING btree ("at");
