ALTER TABLE "trials" ADD COLUMN "vote_seed" uuid DEFAULT gen_random_uuid() NOT NULL;--> statement-breakpoint
CREATE TABLE "trial_votes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"trial_id" uuid NOT NULL,
	"member_id" uuid NOT NULL,
	"row_number" integer NOT NULL,
	"language" text NOT NULL,
	"a" integer NOT NULL,
	"b" integer NOT NULL,
	"left" integer NOT NULL,
	"choice" text NOT NULL,
	"voted_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "trial_votes" ADD CONSTRAINT "trial_votes_trial_id_trials_id_fk" FOREIGN KEY ("trial_id") REFERENCES "public"."trials"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "trial_votes_trial_idx" ON "trial_votes" USING btree ("trial_id","member_id");--> statement-breakpoint
-- Votes go with their trial, as retention says; nothing else changes or removes one.
CREATE FUNCTION refuse_change_of_votes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('presswork.may_change', true) = 'trial_votes' THEN RETURN OLD; END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER trial_votes_append_only BEFORE UPDATE OR DELETE ON trial_votes
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_votes();
--> statement-breakpoint
CREATE TABLE "template_label_moves" (
	"id" uuid PRIMARY KEY NOT NULL,
	"template_id" uuid NOT NULL,
	"label" text NOT NULL,
	"version_id" uuid NOT NULL,
	"note" text,
	"requested_by" uuid NOT NULL,
	"requested_at" timestamp with time zone DEFAULT now() NOT NULL,
	"state" text NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "template_label_moves" ADD CONSTRAINT "template_label_moves_template_id_templates_id_fk" FOREIGN KEY ("template_id") REFERENCES "public"."templates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "template_label_moves" ADD CONSTRAINT "template_label_moves_version_id_template_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."template_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "template_label_moves_pending_key" ON "template_label_moves" USING btree ("template_id","label") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "template_label_moves_label_idx" ON "template_label_moves" USING btree ("template_id","label","decided_at");--> statement-breakpoint
-- Whatever asks for it, nobody moves a label alone.
ALTER TABLE "template_label_moves" ADD CONSTRAINT "template_label_moves_two_people" CHECK (state <> 'approved' OR decided_by <> requested_by);
