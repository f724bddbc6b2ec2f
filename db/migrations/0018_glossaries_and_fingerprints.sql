CREATE TABLE "fingerprint_bands" (
	"band" bigint NOT NULL,
	"fingerprint_id" uuid NOT NULL,
	CONSTRAINT "fingerprint_bands_band_fingerprint_id_pk" PRIMARY KEY("band","fingerprint_id")
);
--> statement-breakpoint
CREATE TABLE "glossaries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"version" integer NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_by" uuid NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "glossary_versions" (
	"glossary_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"entries" jsonb NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "glossary_versions_glossary_id_version_pk" PRIMARY KEY("glossary_id","version")
);
--> statement-breakpoint
CREATE TABLE "output_fingerprints" (
	"id" uuid PRIMARY KEY NOT NULL,
	"run_id" uuid NOT NULL,
	"scope" text NOT NULL,
	"seq" integer NOT NULL,
	"row_number" integer NOT NULL,
	"version" integer NOT NULL,
	"product" text,
	"signature" "bytea" NOT NULL,
	"bands" bigint[] NOT NULL
);
--> statement-breakpoint
ALTER TABLE "glossary_versions" ADD CONSTRAINT "glossary_versions_glossary_id_glossaries_id_fk" FOREIGN KEY ("glossary_id") REFERENCES "public"."glossaries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE UNIQUE INDEX "output_fingerprints_output_key" ON "output_fingerprints" USING btree ("run_id","scope","seq");
