CREATE TABLE "publication_refusals" (
	"publication_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"key" text NOT NULL,
	"language" text NOT NULL,
	"problems" jsonb NOT NULL,
	CONSTRAINT "publication_refusals_publication_id_seq_pk" PRIMARY KEY("publication_id","seq")
);
--> statement-breakpoint
ALTER TABLE "notification_targets" ADD COLUMN "dead_at" timestamp with time zone;--> statement-breakpoint
-- Those whose latest message was given up, as it would be noted from now on.
UPDATE "notification_targets" t SET "dead_at" = coalesce(d.ended_at, d.created_at)
FROM (SELECT DISTINCT ON (target_id) target_id, state, ended_at, created_at FROM "notification_deliveries"
  WHERE attempts > 0 ORDER BY target_id, created_at DESC, id DESC) d
WHERE d.target_id = t.id AND d.state = 'dead';--> statement-breakpoint
ALTER TABLE "probes" ADD COLUMN "edited_output" jsonb;--> statement-breakpoint
ALTER TABLE "publication_refusals" ADD CONSTRAINT "publication_refusals_publication_id_publications_id_fk" FOREIGN KEY ("publication_id") REFERENCES "public"."publications"("id") ON DELETE no action ON UPDATE no action;