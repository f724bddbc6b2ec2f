CREATE TABLE "output_versions" (
	"batch_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"version" integer NOT NULL,
	"kind" text NOT NULL,
	"output" jsonb NOT NULL,
	"made_by" uuid,
	"made_at" timestamp with time zone NOT NULL,
	"from_version" integer,
	CONSTRAINT "output_versions_batch_id_seq_version_pk" PRIMARY KEY("batch_id","seq","version")
);
--> statement-breakpoint
CREATE TABLE "publication_items" (
	"publication_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"output_version" integer NOT NULL,
	CONSTRAINT "publication_items_publication_id_seq_pk" PRIMARY KEY("publication_id","seq")
);
--> statement-breakpoint
ALTER TABLE "batch_items" ADD COLUMN "checked_version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "publications" ADD COLUMN "kind" text;--> statement-breakpoint
ALTER TABLE "publications" ADD COLUMN "config" jsonb;--> statement-breakpoint
ALTER TABLE "publications" ADD COLUMN "delivery" jsonb;--> statement-breakpoint
ALTER TABLE "publication_items" ADD CONSTRAINT "publication_items_publication_id_publications_id_fk" FOREIGN KEY ("publication_id") REFERENCES "public"."publications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
INSERT INTO "output_versions" ("batch_id", "seq", "version", "kind", "output", "made_by", "made_at", "from_version")
SELECT d."batch_id", d."seq", 1, 'generated', d."output_before", NULL, i."ended_at", NULL
FROM "review_decisions" d JOIN "batch_items" i ON i."batch_id" = d."batch_id" AND i."seq" = d."seq"
WHERE d."output_version" = 1 AND d."output_before" IS NOT NULL
UNION ALL
SELECT "batch_id", "seq", "output_version" + 1, CASE "decision" WHEN 'edit' THEN 'edited' ELSE 'restored' END,
	"output_after", "member_id", "at", CASE "decision" WHEN 'edit' THEN "output_version" ELSE "output_version" - 1 END
FROM "review_decisions" WHERE "output_after" IS NOT NULL;--> statement-breakpoint
INSERT INTO "publication_items" ("publication_id", "seq", "output_version")
SELECT p."id", i."seq", i."output_version"
FROM "publications" p JOIN "batch_items" i ON i."batch_id" = p."batch_id"
WHERE p."status" <> 'failed' AND i."review_state" = 'approved' AND i."output_version" > 1 AND i."decided_at" <= p."cutoff_at";--> statement-breakpoint
UPDATE "publications" SET "kind" = "channel"->>'kind', "config" = "channel" - 'kind',
	"delivery" = CASE WHEN "status" = 'succeeded' THEN jsonb_build_object('made', 'file', 'itemCount', "items_written",
		'name', "file_name", 'bytes', "bytes", 'mediaType', CASE "channel"->>'format'
			WHEN 'csv' THEN 'text/csv; charset=utf-8'
			WHEN 'jsonl' THEN 'application/x-ndjson; charset=utf-8'
			ELSE 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' END) END;--> statement-breakpoint
ALTER TABLE "publications" ALTER COLUMN "kind" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "publications" ALTER COLUMN "config" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "publications" DROP COLUMN "channel";--> statement-breakpoint
ALTER TABLE "publications" DROP COLUMN "bytes";--> statement-breakpoint
ALTER TABLE "publications" DROP COLUMN "file_name";--> statement-breakpoint
ALTER TABLE "review_decisions" DROP COLUMN "output_before";--> statement-breakpoint
ALTER TABLE "review_decisions" DROP COLUMN "output_after";--> statement-breakpoint
CREATE TRIGGER output_versions_append_only BEFORE UPDATE OR DELETE ON output_versions
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER publication_items_append_only BEFORE UPDATE OR DELETE ON publication_items
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
