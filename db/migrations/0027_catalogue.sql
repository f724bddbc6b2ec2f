CREATE TABLE "catalogue_attributes" (
	"name" text PRIMARY KEY NOT NULL,
	"kinds" jsonb NOT NULL,
	"units" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "catalogue_import_errors" (
	"import_id" uuid NOT NULL,
	"source_row" integer NOT NULL,
	"column" text NOT NULL,
	"rule" text NOT NULL,
	"value" text,
	"other_row" integer,
	"values" jsonb,
	CONSTRAINT "catalogue_import_errors_import_id_source_row_column_rule_pk" PRIMARY KEY("import_id","source_row","column","rule")
);
--> statement-breakpoint
CREATE TABLE "catalogue_import_products" (
	"import_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"key" text COLLATE "C" NOT NULL,
	"source_row" integer NOT NULL,
	"kind" text NOT NULL,
	"is_older" boolean DEFAULT false NOT NULL,
	"facts" jsonb NOT NULL,
	"attributes" jsonb NOT NULL,
	"numbers" jsonb NOT NULL,
	CONSTRAINT "catalogue_import_products_import_id_number_pk" PRIMARY KEY("import_id","number")
);
--> statement-breakpoint
CREATE TABLE "catalogue_imports" (
	"id" uuid PRIMARY KEY NOT NULL,
	"upload_id" uuid NOT NULL,
	"file_name" text NOT NULL,
	"bytes" bigint NOT NULL,
	"sha256" text,
	"status" text NOT NULL,
	"dry_run" boolean NOT NULL,
	"plan" jsonb NOT NULL,
	"source_rows_read" integer DEFAULT 0 NOT NULL,
	"bytes_read" bigint DEFAULT 0 NOT NULL,
	"read_to" integer DEFAULT 0 NOT NULL,
	"applied_to" integer DEFAULT 0 NOT NULL,
	"new_count" integer DEFAULT 0 NOT NULL,
	"changed_count" integer DEFAULT 0 NOT NULL,
	"unchanged_count" integer DEFAULT 0 NOT NULL,
	"invalid_count" integer DEFAULT 0 NOT NULL,
	"older_count" integer DEFAULT 0 NOT NULL,
	"kept_count" integer DEFAULT 0 NOT NULL,
	"learnt" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"failure" jsonb,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"read_at" timestamp with time zone,
	"committed_at" timestamp with time zone,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "categories" (
	"id" integer PRIMARY KEY NOT NULL,
	"parent_id" integer,
	"name" text NOT NULL,
	"import_path" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "product_bits" (
	"term" text NOT NULL,
	"block" integer NOT NULL,
	"bits" bit(32768) NOT NULL,
	CONSTRAINT "product_bits_term_block_pk" PRIMARY KEY("term","block")
);
--> statement-breakpoint
CREATE TABLE "product_changes" (
	"product_id" integer NOT NULL,
	"number" integer NOT NULL,
	"import_id" uuid,
	"facts" jsonb NOT NULL,
	"attributes" jsonb NOT NULL,
	"numbers" jsonb NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "product_changes_product_id_number_pk" PRIMARY KEY("product_id","number")
);
--> statement-breakpoint
CREATE TABLE "product_pending" (
	"product_id" integer PRIMARY KEY NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "products" (
	"id" integer PRIMARY KEY NOT NULL,
	"key" text COLLATE "C" NOT NULL,
	"search_key" text,
	"facts" jsonb NOT NULL,
	"attributes" jsonb NOT NULL,
	"numbers" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"category_id" integer,
	"picture_count" smallint DEFAULT 0 NOT NULL,
	"picture_min_side" integer,
	"created_import_id" uuid,
	"changed_import_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "selections" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"filter" jsonb NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp with time zone
);
--> statement-breakpoint
CREATE UNIQUE INDEX "catalogue_import_products_key_idx" ON "catalogue_import_products" USING btree ("import_id","key");--> statement-breakpoint
CREATE INDEX "catalogue_imports_upload_idx" ON "catalogue_imports" USING btree ("upload_id");--> statement-breakpoint
CREATE UNIQUE INDEX "catalogue_imports_writing_idx" ON "catalogue_imports" USING btree ((true)) WHERE status in ('committing', 'rolling-back');--> statement-breakpoint
CREATE UNIQUE INDEX "categories_import_path_idx" ON "categories" USING btree ("import_path");--> statement-breakpoint
CREATE INDEX "categories_parent_idx" ON "categories" USING btree ("parent_id");--> statement-breakpoint
CREATE INDEX "product_bits_block_idx" ON "product_bits" USING btree ("block");--> statement-breakpoint
CREATE UNIQUE INDEX "products_key_idx" ON "products" USING btree ("key");--> statement-breakpoint
CREATE INDEX "products_search_key_idx" ON "products" USING btree ("search_key" text_pattern_ops);--> statement-breakpoint
CREATE INDEX "products_gtin_idx" ON "products" USING btree ((facts ->> 'gtin')) WHERE facts ? 'gtin';