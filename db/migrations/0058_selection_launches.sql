CREATE TABLE "selection_launches" (
	"batch_id" uuid PRIMARY KEY NOT NULL,
	"selection_id" uuid NOT NULL,
	"launch" jsonb NOT NULL,
	"refusal" jsonb
);
--> statement-breakpoint
ALTER TABLE "selection_launches" ADD CONSTRAINT "selection_launches_batch_id_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."batches"("id") ON DELETE no action ON UPDATE no action;