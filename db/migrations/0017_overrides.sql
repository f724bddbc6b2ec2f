CREATE TABLE "check_overrides" (
	"id" uuid PRIMARY KEY NOT NULL,
	"batch_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"output_version" integer NOT NULL,
	"kind" text NOT NULL,
	"check_version" text NOT NULL,
	"reason" text NOT NULL,
	"member_id" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "publication_items" ADD COLUMN "held_back" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "check_overrides_item_idx" ON "check_overrides" USING btree ("batch_id","seq");--> statement-breakpoint
CREATE INDEX "check_overrides_at_idx" ON "check_overrides" USING btree ("at");--> statement-breakpoint
CREATE TRIGGER check_overrides_append_only BEFORE UPDATE OR DELETE ON check_overrides
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
