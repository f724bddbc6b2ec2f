ALTER TABLE "batch_counters" ADD COLUMN "escalated" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "review_decisions" ADD COLUMN "claim_token" integer NOT NULL;--> statement-breakpoint
CREATE INDEX "batch_items_escalated_idx" ON "batch_items" USING btree ("batch_id","seq") WHERE review_state = 'escalated';