CREATE TABLE "regression_cases" (
	"set_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"row_number" integer NOT NULL,
	"language" text NOT NULL,
	"split" text NOT NULL,
	"expected" jsonb,
	CONSTRAINT "regression_cases_set_id_version_row_number_language_pk" PRIMARY KEY("set_id","version","row_number","language")
);
--> statement-breakpoint
CREATE TABLE "regression_set_versions" (
	"set_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"dataset_id" uuid NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "regression_set_versions_set_id_version_pk" PRIMARY KEY("set_id","version")
);
--> statement-breakpoint
CREATE TABLE "regression_sets" (
	"id" uuid PRIMARY KEY NOT NULL,
	"template_id" uuid NOT NULL,
	"name" text NOT NULL,
	"version" integer NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_by" uuid NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "template_versions" ADD COLUMN "evaluators" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "trials" ADD COLUMN "regression_set_id" uuid;--> statement-breakpoint
ALTER TABLE "trials" ADD COLUMN "regression_set_version" integer;--> statement-breakpoint
ALTER TABLE "regression_cases" ADD CONSTRAINT "regression_cases_version_fk" FOREIGN KEY ("set_id","version") REFERENCES "public"."regression_set_versions"("set_id","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regression_set_versions" ADD CONSTRAINT "regression_set_versions_set_id_regression_sets_id_fk" FOREIGN KEY ("set_id") REFERENCES "public"."regression_sets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regression_set_versions" ADD CONSTRAINT "regression_set_versions_dataset_id_datasets_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."datasets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regression_sets" ADD CONSTRAINT "regression_sets_template_id_templates_id_fk" FOREIGN KEY ("template_id") REFERENCES "public"."templates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "regression_set_versions_dataset_idx" ON "regression_set_versions" USING btree ("dataset_id");--> statement-breakpoint
CREATE UNIQUE INDEX "regression_sets_name_key" ON "regression_sets" USING btree ("template_id",lower(name)) WHERE archived_at is null;--> statement-breakpoint
CREATE INDEX "regression_sets_template_idx" ON "regression_sets" USING btree ("template_id","id");--> statement-breakpoint
CREATE INDEX "trials_regression_set_idx" ON "trials" USING btree ("regression_set_id","id") WHERE regression_set_id is not null;