-- A pause for want of quota or balance says the provider's own words; what was stored before has none.
UPDATE "batches" SET "paused_for" = jsonb_set("paused_for", '{params,detail}', '""')
WHERE "paused_for" ->> 'code' = 'provider_exhausted' AND "paused_for" #> '{params,detail}' IS NULL;--> statement-breakpoint
UPDATE "trial_cells" SET "failure" = jsonb_set("failure", '{params,detail}', '""')
WHERE "failure" ->> 'code' = 'provider_exhausted' AND "failure" #> '{params,detail}' IS NULL;--> statement-breakpoint
UPDATE "trials" SET "failure" = jsonb_set("failure", '{params,detail}', '""')
WHERE "failure" ->> 'code' = 'provider_exhausted' AND "failure" #> '{params,detail}' IS NULL;
