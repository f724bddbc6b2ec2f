CREATE TABLE "model_pacing" (
	"model_id" uuid PRIMARY KEY NOT NULL,
	"requests_until" timestamp with time zone,
	"requests_rate" double precision,
	"tokens_until" timestamp with time zone,
	"tokens_rate" double precision,
	"share" double precision DEFAULT 0.99 NOT NULL,
	"share_at" timestamp with time zone DEFAULT now() NOT NULL,
	"held_until" timestamp with time zone,
	"outage" smallint DEFAULT 0 NOT NULL,
	"told_rpm" integer,
	"told_tpm" integer,
	"told_at" timestamp with time zone,
	"pressed_at" timestamp with time zone,
	"pressed_by" text
);
--> statement-breakpoint
ALTER TABLE "model_pacing" ADD CONSTRAINT "model_pacing_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE no action ON UPDATE no action;