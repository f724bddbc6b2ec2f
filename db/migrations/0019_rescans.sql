CREATE TABLE "rescan_batches" (
	"rescan_id" uuid NOT NULL,
	"batch_id" uuid NOT NULL,
	"outputs" integer NOT NULL,
	"after_seq" integer DEFAULT -1 NOT NULL,
	"is_done" boolean DEFAULT false NOT NULL,
	CONSTRAINT "rescan_batches_rescan_id_batch_id_pk" PRIMARY KEY("rescan_id","batch_id")
);
--> statement-breakpoint
CREATE TABLE "rescan_outputs" (
	"rescan_id" uuid NOT NULL,
	"batch_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"output_version" integer NOT NULL,
	"before" text NOT NULL,
	"after" text NOT NULL,
	"findings" jsonb,
	CONSTRAINT "rescan_outputs_rescan_id_batch_id_seq_pk" PRIMARY KEY("rescan_id","batch_id","seq")
);
--> statement-breakpoint
CREATE TABLE "rescans" (
	"id" uuid PRIMARY KEY NOT NULL,
	"scope" jsonb NOT NULL,
	"lexicons" jsonb NOT NULL,
	"status" text NOT NULL,
	"failure" jsonb,
	"fence" integer DEFAULT 0 NOT NULL,
	"outputs" integer NOT NULL,
	"checked" integer DEFAULT 0 NOT NULL,
	"newly_blocked" integer DEFAULT 0 NOT NULL,
	"newly_warned" integer DEFAULT 0 NOT NULL,
	"cleared" integer DEFAULT 0 NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "rescan_batches" ADD CONSTRAINT "rescan_batches_rescan_id_rescans_id_fk" FOREIGN KEY ("rescan_id") REFERENCES "public"."rescans"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "rescan_outputs" ADD CONSTRAINT "rescan_outputs_rescan_id_rescans_id_fk" FOREIGN KEY ("rescan_id") REFERENCES "public"."rescans"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "rescan_outputs_blocked_idx" ON "rescan_outputs" USING btree ("rescan_id","batch_id","seq") WHERE after = 'block' and before <> 'block';
--> statement-breakpoint
CREATE INDEX "rescans_created_idx" ON "rescans" USING btree ("created_at");
