ALTER TABLE "conversation_turns" ADD COLUMN "chain" jsonb;--> statement-breakpoint
ALTER TABLE "conversation_turns" ADD COLUMN "ended" jsonb;--> statement-breakpoint
ALTER TABLE "conversation_turns" ADD COLUMN "carried" jsonb;