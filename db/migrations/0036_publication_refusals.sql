CREATE TABLE "publication_refusals" (
	"publication_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"key" text NOT NULL,
	"language" text NOT NULL,
	"problems" jsonb NOT NULL,
	CONSTRAINT "publication_refusals_publication_id_seq_pk" PRIMARY KEY("publication_id","seq")
);
--> statement-breakpoint
ALTER TABLE "publication_refusals" ADD CONSTRAINT "publication_refusals_publication_id_publications_id_fk" FOREIGN KEY ("publication_id") REFERENCES "public"."publications"("id") ON DELETE no action ON UPDATE no action;