-- What the one check said of a cell's output becomes a verdict: a block says what its failure says.
UPDATE "trial_cells" SET "checks" = jsonb_build_array(jsonb_build_object(
	'kind', 'format',
	'verdict', "checks"->0->>'verdict',
	'field', CASE WHEN "checks"->0->>'verdict' = 'block' THEN nullif("failure"->'params'->>'field', '') END,
	'spans', '[]'::jsonb,
	'message', CASE "checks"->0->>'verdict'
		WHEN 'pass' THEN '{"code": "format_fits", "params": {}}'::jsonb
		WHEN 'warn' THEN '{"code": "format_repaired", "params": {}}'::jsonb
		ELSE jsonb_build_object('code', coalesce("failure"->>'code', 'output_not_json'),
			'params', coalesce("failure"->'params', '{}'::jsonb))
	END,
	'version', '1'
))
WHERE "checks"->0->>'check' = 'output_fits';
