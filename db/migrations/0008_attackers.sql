ALTER TABLE "audit_log" ADD COLUMN "via" text;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "credential_id" uuid;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "credential" text;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "address" text;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "oidc_issuer" text;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "oidc_subject" text;--> statement-breakpoint
ALTER TABLE "providers" ADD COLUMN "sealed_query" text;--> statement-breakpoint
ALTER TABLE "providers" ADD COLUMN "sealed_headers" text;--> statement-breakpoint
CREATE UNIQUE INDEX "members_oidc_key" ON "members" USING btree ("oidc_issuer","oidc_subject");--> statement-breakpoint
CREATE INDEX "uploads_member_idx" ON "uploads" USING btree ("member_id","created_at");--> statement-breakpoint
-- What was disabled stays so when its member is let in again.
UPDATE "api_tokens" SET "revoked_at" = now() FROM "members"
WHERE "members"."id" = "api_tokens"."member_id" AND "members"."state" = 'disabled' AND "api_tokens"."revoked_at" IS NULL;--> statement-breakpoint
-- Queries and headers of providers are secrets, and stood in the log as they were. Nothing else of an entry changes.
ALTER TABLE "audit_log" DISABLE TRIGGER "audit_log_append_only";--> statement-breakpoint
UPDATE "audit_log" SET "before" = jsonb_set("before", '{baseUrl}', to_jsonb(regexp_replace("before" ->> 'baseUrl', '\?.*$', '?••••')))
WHERE "target_type" = 'provider' AND "before" ->> 'baseUrl' LIKE '%?%';--> statement-breakpoint
UPDATE "audit_log" SET "before" = jsonb_set("before", '{headers}', (SELECT jsonb_object_agg(key, '••••') FROM jsonb_each("before" -> 'headers')))
WHERE "target_type" = 'provider' AND jsonb_typeof("before" -> 'headers') = 'object' AND "before" -> 'headers' <> '{}' AND "before" ->> 'kind' <> 'sandbox';--> statement-breakpoint
UPDATE "audit_log" SET "after" = jsonb_set("after", '{baseUrl}', to_jsonb(regexp_replace("after" ->> 'baseUrl', '\?.*$', '?••••')))
WHERE "target_type" = 'provider' AND "after" ->> 'baseUrl' LIKE '%?%';--> statement-breakpoint
UPDATE "audit_log" SET "after" = jsonb_set("after", '{headers}', (SELECT jsonb_object_agg(key, '••••') FROM jsonb_each("after" -> 'headers')))
WHERE "target_type" = 'provider' AND jsonb_typeof("after" -> 'headers') = 'object' AND "after" -> 'headers' <> '{}' AND "after" ->> 'kind' <> 'sandbox';--> statement-breakpoint
ALTER TABLE "audit_log" ENABLE TRIGGER "audit_log_append_only";
