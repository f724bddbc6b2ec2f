ALTER TABLE "model_pacing" RENAME COLUMN "held_until" TO "closed_until";--> statement-breakpoint
ALTER TABLE "model_pacing" RENAME COLUMN "told_rpm" TO "reported_rpm";--> statement-breakpoint
ALTER TABLE "model_pacing" RENAME COLUMN "told_tpm" TO "reported_tpm";--> statement-breakpoint
ALTER TABLE "model_pacing" RENAME COLUMN "told_at" TO "reported_at";
