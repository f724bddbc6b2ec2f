CREATE TABLE "provider_batches" (
	"id" uuid PRIMARY KEY NOT NULL,
	"batch_id" uuid NOT NULL,
	"state" text NOT NULL,
	"turn" integer DEFAULT 0 NOT NULL,
	"input_file_id" text,
	"remote_id" text,
	"requests" integer DEFAULT 0 NOT NULL,
	"reserved" numeric(24, 12) DEFAULT '0' NOT NULL,
	"answered" integer DEFAULT 0 NOT NULL,
	"taken_in" integer DEFAULT 0 NOT NULL,
	"ending" text,
	"failure" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"submitted_at" timestamp with time zone,
	"expires_at" timestamp with time zone,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "batch_chunks" ADD COLUMN "provider_batch_id" uuid;--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "runs_as" text DEFAULT 'realtime' NOT NULL;--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "runs_as_for" jsonb;--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "deadline" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "batch_discount" numeric(6, 4);--> statement-breakpoint
ALTER TABLE "provider_batches" ADD CONSTRAINT "provider_batches_batch_id_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "provider_batches_batch_idx" ON "provider_batches" USING btree ("batch_id","id");--> statement-breakpoint
CREATE INDEX "batch_chunks_provider_batch_idx" ON "batch_chunks" USING btree ("provider_batch_id") WHERE provider_batch_id is not null;