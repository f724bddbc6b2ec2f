ALTER TABLE "bulk_actions" ADD COLUMN "of_action" uuid;--> statement-breakpoint
ALTER TABLE "regenerations" ADD COLUMN "action_id" uuid;--> statement-breakpoint
CREATE INDEX "regenerations_action_idx" ON "regenerations" USING btree ("action_id") WHERE action_id is not null;
