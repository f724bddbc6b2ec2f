CREATE TABLE "publication_return_problems" (
	"return_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"seq" integer,
	"key" text NOT NULL,
	"unit" text NOT NULL,
	"field" text NOT NULL,
	"code" text NOT NULL,
	"params" jsonb NOT NULL,
	"line" integer,
	CONSTRAINT "publication_return_problems_return_id_number_pk" PRIMARY KEY("return_id","number")
);
--> statement-breakpoint
CREATE TABLE "publication_returns" (
	"id" uuid PRIMARY KEY NOT NULL,
	"publication_id" uuid NOT NULL,
	"language" text NOT NULL,
	"batch_id" uuid,
	"file_name" text NOT NULL,
	"units" integer NOT NULL,
	"taken" integer NOT NULL,
	"unchanged" integer NOT NULL,
	"refused" integer NOT NULL,
	"problem_count" integer NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "publication_return_problems" ADD CONSTRAINT "publication_return_problems_return_id_publication_returns_id_fk" FOREIGN KEY ("return_id") REFERENCES "public"."publication_returns"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "publication_returns" ADD CONSTRAINT "publication_returns_publication_id_publications_id_fk" FOREIGN KEY ("publication_id") REFERENCES "public"."publications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "publication_returns_publication_idx" ON "publication_returns" USING btree ("publication_id","id");