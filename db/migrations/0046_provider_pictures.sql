CREATE TABLE "drawn_calls" (
	"run_id" uuid NOT NULL,
	"place" text NOT NULL,
	"pictures" jsonb NOT NULL,
	"made_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "drawn_calls_run_id_place_pk" PRIMARY KEY("run_id","place")
);
--> statement-breakpoint
ALTER TABLE "prices" ADD COLUMN "picture_input_per_mtok" numeric(24, 12);--> statement-breakpoint
ALTER TABLE "prices" ADD COLUMN "picture_output_per_mtok" numeric(24, 12);--> statement-breakpoint
ALTER TABLE "prices" ADD COLUMN "picture_rates" jsonb;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "picture_input_tokens" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "picture_output_tokens" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "per_picture" numeric(24, 12);--> statement-breakpoint
CREATE INDEX "drawn_calls_made_idx" ON "drawn_calls" USING btree ("made_at");--> statement-breakpoint
CREATE INDEX "drawn_calls_pictures_idx" ON "drawn_calls" USING gin ("pictures" jsonb_path_ops);