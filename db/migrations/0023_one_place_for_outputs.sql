ALTER TABLE "publications" DROP COLUMN "channel";--> statement-breakpoint
ALTER TABLE "publications" DROP COLUMN "bytes";--> statement-breakpoint
ALTER TABLE "publications" DROP COLUMN "file_name";--> statement-breakpoint
ALTER TABLE "review_decisions" DROP COLUMN "output_before";--> statement-breakpoint
ALTER TABLE "review_decisions" DROP COLUMN "output_after";