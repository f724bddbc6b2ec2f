-- Trials and publications had names of their own for why something failed; what is stored takes those of everybody.
UPDATE "trial_cells" SET "failure" = jsonb_strip_nulls(jsonb_build_object(
  'code', CASE "failure"->>'code'
    WHEN 'cell_input_skipped' THEN 'input_missing'
    WHEN 'cell_input_blocked' THEN 'input_blocked'
    ELSE replace("failure"->>'code', 'call_', 'provider_') END,
  'params', ("failure"->'params') - 'code' || jsonb_build_object('reason', "failure"->'params'->'code')))
WHERE "failure"->>'code' IN ('cell_input_skipped', 'cell_input_blocked', 'call_unavailable', 'call_uncertain', 'call_refused', 'call_exhausted');
--> statement-breakpoint
UPDATE "trials" SET "failure" = jsonb_strip_nulls(jsonb_build_object(
  'code', CASE "failure"->>'code'
    WHEN 'cell_input_skipped' THEN 'input_missing'
    WHEN 'cell_input_blocked' THEN 'input_blocked'
    ELSE replace("failure"->>'code', 'call_', 'provider_') END,
  'params', ("failure"->'params') - 'code' || jsonb_build_object('reason', "failure"->'params'->'code')))
WHERE "failure"->>'code' IN ('cell_input_skipped', 'cell_input_blocked', 'call_unavailable', 'call_uncertain', 'call_refused', 'call_exhausted');
--> statement-breakpoint
UPDATE "publications" SET "failure" = "failure" || jsonb_build_object('code', 'publication_' || ("failure"->>'code'))
WHERE "failure"->>'code' IN ('cell_too_long', 'disk_full');
