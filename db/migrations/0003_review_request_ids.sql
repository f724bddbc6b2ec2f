ALTER TABLE "review_decisions" ADD COLUMN "request_id" uuid;--> statement-breakpoint
CREATE UNIQUE INDEX "review_decisions_request_key" ON "review_decisions" USING btree ("member_id","request_id");