CREATE TABLE "made_pictures" (
	"digest" text PRIMARY KEY NOT NULL,
	"asset_id" uuid NOT NULL,
	"facts" jsonb NOT NULL,
	"notes" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
DROP INDEX "assets_kept_idx";--> statement-breakpoint
ALTER TABLE "assets" ADD COLUMN "of_step" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "made_pictures_asset_idx" ON "made_pictures" USING btree ("asset_id");--> statement-breakpoint
CREATE INDEX "assets_kept_idx" ON "assets" USING btree ("id") WHERE expires_at is null and not of_step;