CREATE TABLE "full_disks" (
	"host" text PRIMARY KEY NOT NULL,
	"free_bytes" bigint NOT NULL,
	"needed_bytes" bigint NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL,
	"said_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "retention_policies" (
	"kind" text PRIMARY KEY NOT NULL,
	"keep_days" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "erased_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "outputs_removed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "datasets" ADD COLUMN "rows_removed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "uploads" ADD COLUMN "removed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "publications" ADD COLUMN "file_removed_at" timestamp with time zone;--> statement-breakpoint
-- Append-only for everybody but a policy of retention and a person's right to be forgotten, which say in their own
-- transaction what they may change. The ledger, prices and decisions are never among it.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'TRUNCATE' AND TG_TABLE_NAME IN ('audit_log', 'output_versions')
    AND TG_TABLE_NAME = current_setting('presswork.may_change', true) THEN
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
