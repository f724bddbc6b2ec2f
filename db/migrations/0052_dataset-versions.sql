CREATE TABLE "dataset_comparison_rows" (
	"comparison_id" uuid NOT NULL,
	"side" smallint NOT NULL,
	"row_number" integer NOT NULL,
	"kind" text NOT NULL,
	"against_row" integer,
	"columns" text[],
	CONSTRAINT "dataset_comparison_rows_comparison_id_side_row_number_pk" PRIMARY KEY("comparison_id","side","row_number")
);
--> statement-breakpoint
CREATE TABLE "dataset_comparisons" (
	"id" uuid PRIMARY KEY NOT NULL,
	"dataset_id" uuid NOT NULL,
	"against_id" uuid NOT NULL,
	"key" text NOT NULL,
	"row_count" integer NOT NULL,
	"against_row_count" integer NOT NULL,
	"counts" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "datasets" ADD COLUMN "version_of" uuid;--> statement-breakpoint
ALTER TABLE "datasets" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
CREATE INDEX "dataset_comparisons_pair_idx" ON "dataset_comparisons" USING btree ("dataset_id","against_id","key");--> statement-breakpoint
CREATE INDEX "datasets_version_of_idx" ON "datasets" USING btree ("version_of");