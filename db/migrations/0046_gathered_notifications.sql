ALTER TABLE "notification_deliveries" ADD COLUMN "digest_id" uuid;--> statement-breakpoint
ALTER TABLE "notification_targets" ADD COLUMN "team" text;--> statement-breakpoint
ALTER TABLE "notification_targets" ADD COLUMN "digest_minutes" integer;--> statement-breakpoint
CREATE INDEX "notification_deliveries_digest_idx" ON "notification_deliveries" USING btree ("digest_id") WHERE digest_id is not null;