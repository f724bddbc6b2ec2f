CREATE TABLE "tools" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"method" text NOT NULL,
	"url" text NOT NULL,
	"sealed_url" text,
	"headers" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"sealed_headers" text,
	"input_schema" jsonb NOT NULL,
	"result_path" text,
	"timeout_ms" integer NOT NULL,
	"max_bytes" integer NOT NULL,
	"allow_private_network" boolean DEFAULT false NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "trial_cells" ADD COLUMN "steps" jsonb;--> statement-breakpoint
CREATE UNIQUE INDEX "tools_name_key" ON "tools" USING btree ("name") WHERE archived_at is null;