CREATE TABLE "saved_views" (
	"id" uuid PRIMARY KEY NOT NULL,
	"member_id" uuid NOT NULL,
	"list" text NOT NULL,
	"name" text NOT NULL,
	"query" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "dataset_rows" ADD COLUMN "search_key" text;--> statement-breakpoint
ALTER TABLE "datasets" ADD COLUMN "key_column" text;--> statement-breakpoint
ALTER TABLE "template_versions" ADD COLUMN "saved_by" uuid;--> statement-breakpoint
ALTER TABLE "template_versions" ADD COLUMN "saved_from" text;--> statement-breakpoint
ALTER TABLE "template_versions" ADD COLUMN "saved_since" integer;--> statement-breakpoint
CREATE UNIQUE INDEX "saved_views_name_key" ON "saved_views" USING btree ("member_id","list","name");--> statement-breakpoint
CREATE INDEX "batches_dataset_idx" ON "batches" USING btree ("dataset_id");--> statement-breakpoint
-- What was imported before gets the keys that an import gives now: by the name of the column, else the first whose values are all different and short.
UPDATE "datasets" d SET "key_column" = (
  SELECT c ->> 'name' FROM jsonb_array_elements(d."columns") WITH ORDINALITY AS listed(c, place)
  WHERE lower(c ->> 'header') ~ '^(sku|(seller|merchant|variant|item|product|article|商品) ?(sku|id|code|number|no\.?|key|编码|编号)|id|key|handle|asin|gtin|ean|upc|barcode|货号|编码|编号|条码|款号)$'
    OR ((c ->> 'maxLength')::int <= 64 AND (c ->> 'filled')::int = d."row_count" AND d."row_count" > 1
      AND (c ->> 'distinct')::int >= 0.95 * d."row_count" AND c ->> 'type' = 'text')
  ORDER BY (c ->> 'maxLength')::int > 64,
    lower(c ->> 'header') !~ '(sku|id|code|number|key|handle|asin|gtin|ean|upc|barcode|货号|编码|编号|条码|款号)', place
  LIMIT 1
) WHERE d."status" = 'ready';--> statement-breakpoint
UPDATE "dataset_rows" r SET "search_key" = nullif(left(lower(normalize(btrim(r."values" ->> d."key_column"), NFKC)), 100), '')
FROM "datasets" d WHERE d."id" = r."dataset_id" AND d."key_column" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "dataset_rows_search_key_idx" ON "dataset_rows" USING btree ("search_key" text_pattern_ops,"dataset_id","row_number") WHERE search_key is not null;
