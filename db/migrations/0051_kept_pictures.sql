ALTER TABLE "assets" ADD COLUMN "used_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "assets" ADD COLUMN "given_up_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "assets" ADD COLUMN "removed_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "assets_given_up_idx" ON "assets" USING btree ("given_up_at") WHERE given_up_at is not null and removed_at is null;--> statement-breakpoint
UPDATE "assets" SET "used_at" = "created_at";