CREATE TABLE "memory_entries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"template_id" uuid NOT NULL,
	"field" text NOT NULL,
	"language" text NOT NULL,
	"source" text NOT NULL,
	"text" text NOT NULL,
	"source_digest" text NOT NULL,
	"grams" integer[] NOT NULL,
	"bands" integer[] NOT NULL,
	"batch_id" uuid,
	"seq" integer,
	"output_version" integer,
	"rejected_batch_id" uuid,
	"rejected_seq" integer,
	"added_by" uuid NOT NULL,
	"added_at" timestamp with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp with time zone,
	"archived_by" uuid
);
--> statement-breakpoint
ALTER TABLE "batch_counters" ADD COLUMN "memory_hits" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "template_versions" ADD COLUMN "memory" jsonb;--> statement-breakpoint
ALTER TABLE "memory_entries" ADD CONSTRAINT "memory_entries_template_id_templates_id_fk" FOREIGN KEY ("template_id") REFERENCES "public"."templates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "memory_entries_item_key" ON "memory_entries" USING btree ("batch_id","seq","field");--> statement-breakpoint
CREATE INDEX "memory_entries_source_idx" ON "memory_entries" USING btree ("template_id","language","field","source_digest");--> statement-breakpoint
CREATE INDEX "memory_entries_bands_idx" ON "memory_entries" USING gin ("bands") WHERE archived_at is null;--> statement-breakpoint
CREATE INDEX "memory_entries_newest_idx" ON "memory_entries" USING btree ("template_id","id");
