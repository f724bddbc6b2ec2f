CREATE TABLE "conversation_turns" (
	"conversation_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"text" text NOT NULL,
	"again_of" integer,
	"prompt" jsonb NOT NULL,
	"draft_revision" integer,
	"template_version_id" uuid,
	"outputs" jsonb,
	"state" text NOT NULL,
	"fence" integer DEFAULT 0 NOT NULL,
	"stop_asked_at" timestamp with time zone,
	"partial_text" text,
	"answer" text,
	"is_cut_off" boolean DEFAULT false NOT NULL,
	"output" jsonb,
	"misfits" jsonb,
	"failure" jsonb,
	"left_out" integer DEFAULT 0 NOT NULL,
	"input_tokens" integer,
	"cached_input_tokens" integer,
	"output_tokens" integer,
	"cost" numeric(24, 12) DEFAULT '0' NOT NULL,
	"unknown_cost" numeric(24, 12) DEFAULT '0' NOT NULL,
	"latency_ms" integer,
	"in_flight" jsonb,
	"version" integer DEFAULT 1 NOT NULL,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "conversation_turns_conversation_id_seq_pk" PRIMARY KEY("conversation_id","seq")
);
--> statement-breakpoint
CREATE TABLE "conversations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"member_id" uuid NOT NULL,
	"title" text DEFAULT '' NOT NULL,
	"template_id" uuid,
	"model_id" uuid NOT NULL,
	"dataset_id" uuid,
	"row_number" integer,
	"language" text NOT NULL,
	"cap" numeric(24, 12) NOT NULL,
	"currency" text NOT NULL,
	"spent" numeric(24, 12) DEFAULT '0' NOT NULL,
	"unknown_spend" numeric(24, 12) DEFAULT '0' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "conversation_turns" ADD CONSTRAINT "conversation_turns_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "conversation_turns_running_key" ON "conversation_turns" USING btree ("conversation_id") WHERE state = 'running';--> statement-breakpoint
CREATE INDEX "conversations_member_idx" ON "conversations" USING btree ("member_id","updated_at");