CREATE TABLE "assets" (
	"id" uuid PRIMARY KEY NOT NULL,
	"sha256" text NOT NULL,
	"media_type" text NOT NULL,
	"width" integer NOT NULL,
	"height" integer NOT NULL,
	"bytes" bigint NOT NULL,
	"name" text NOT NULL,
	"source_url" text,
	"made_of" uuid,
	"details" jsonb NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone,
	CONSTRAINT "assets_sha256_unique" UNIQUE("sha256")
);
--> statement-breakpoint
CREATE TABLE "image_previews" (
	"id" uuid PRIMARY KEY NOT NULL,
	"asset_id" uuid NOT NULL,
	"operations" jsonb NOT NULL,
	"status" text NOT NULL,
	"failure" jsonb,
	"result_id" uuid,
	"notes" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "image_report_rows" (
	"report_id" uuid NOT NULL,
	"row_number" integer NOT NULL,
	"source" text NOT NULL,
	"measures" jsonb,
	"problems" text[] DEFAULT '{}' NOT NULL,
	"failure" jsonb,
	CONSTRAINT "image_report_rows_report_id_row_number_pk" PRIMARY KEY("report_id","row_number")
);
--> statement-breakpoint
CREATE TABLE "image_reports" (
	"id" uuid PRIMARY KEY NOT NULL,
	"dataset_id" uuid NOT NULL,
	"column" text NOT NULL,
	"status" text NOT NULL,
	"failure" jsonb,
	"done_to" integer DEFAULT 0 NOT NULL,
	"rows" integer NOT NULL,
	"fence" integer DEFAULT 0 NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE INDEX "assets_member_idx" ON "assets" USING btree ("created_by","created_at");--> statement-breakpoint
CREATE INDEX "assets_kept_idx" ON "assets" USING btree ("id") WHERE expires_at is null;--> statement-breakpoint
CREATE INDEX "assets_expiring_idx" ON "assets" USING btree ("expires_at") WHERE expires_at is not null;--> statement-breakpoint
CREATE INDEX "assets_made_of_idx" ON "assets" USING btree ("made_of") WHERE made_of is not null;--> statement-breakpoint
CREATE INDEX "image_previews_created_idx" ON "image_previews" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "image_reports_dataset_idx" ON "image_reports" USING btree ("dataset_id","id");