CREATE TABLE "practice_answers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"practice_item_id" uuid NOT NULL,
	"member_id" uuid NOT NULL,
	"decision" text NOT NULL,
	"reason" text,
	"is_right" boolean NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "practice_items" (
	"id" uuid PRIMARY KEY NOT NULL,
	"batch_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"output_version" integer NOT NULL,
	"row_number" integer NOT NULL,
	"language" text NOT NULL,
	"source" jsonb NOT NULL,
	"output" jsonb NOT NULL,
	"checks" jsonb NOT NULL,
	"answer" text NOT NULL,
	"answer_reason" text,
	"why" text DEFAULT '' NOT NULL,
	"added_by" uuid NOT NULL,
	"added_at" timestamp with time zone DEFAULT now() NOT NULL,
	"retired_at" timestamp with time zone,
	"retired_by" uuid
);
--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "practises_first" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "practised_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "practice_answers" ADD CONSTRAINT "practice_answers_practice_item_id_practice_items_id_fk" FOREIGN KEY ("practice_item_id") REFERENCES "public"."practice_items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "practice_answers_member_idx" ON "practice_answers" USING btree ("member_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "practice_items_version_key" ON "practice_items" USING btree ("batch_id","seq","output_version");