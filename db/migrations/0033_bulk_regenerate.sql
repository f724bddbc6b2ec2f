ALTER TABLE "bulk_actions" ADD COLUMN "of_action" uuid;--> statement-breakpoint
ALTER TABLE "regenerations" ADD COLUMN "action_id" uuid;--> statement-breakpoint
CREATE INDEX "regenerations_action_idx" ON "regenerations" USING btree ("action_id") WHERE action_id is not null;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "review_categories" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
-- By bytes: a category with all below it is one range of the index, whatever the database's locale.
ALTER TABLE "batch_items" ADD COLUMN "category" text COLLATE "C";--> statement-breakpoint
CREATE INDEX "batch_items_category_idx" ON "batch_items" USING btree ("batch_id","language",(case when checks @> '[{"verdict":"block"}]' then 0 when checks @> '[{"verdict":"warn"}]' then 1 else 2 end),"category","seq") WHERE review_state = 'pending' and category is not null;--> statement-breakpoint
ALTER TABLE "lots" ADD COLUMN "critical_sample" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "lot_samples" ADD COLUMN "besides" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "lot_samples" ADD COLUMN "critical" boolean DEFAULT false NOT NULL;
