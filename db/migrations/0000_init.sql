CREATE TABLE "api_tokens" (
	"id" uuid PRIMARY KEY NOT NULL,
	"member_id" uuid NOT NULL,
	"name" text NOT NULL,
	"token_hash" text NOT NULL,
	"prefix" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" uuid,
	"expires_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"actor_id" uuid,
	"actor_name" text NOT NULL,
	"action" text NOT NULL,
	"target_type" text NOT NULL,
	"target_id" text NOT NULL,
	"before" jsonb,
	"after" jsonb
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"member_id" uuid NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"status" text NOT NULL,
	"answer" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_member_id_key_pk" PRIMARY KEY("member_id","key")
);
--> statement-breakpoint
CREATE TABLE "members" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"roles" text[] NOT NULL,
	"password_hash" text,
	"locale" text,
	"state" text DEFAULT 'active' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"member_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	"address" text,
	"user_agent" text
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_in_failures" (
	"subject" text PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"window_started_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "batch_chunks" (
	"batch_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"from_seq" integer NOT NULL,
	"to_seq" integer NOT NULL,
	"seqs" integer[],
	"state" text NOT NULL,
	"fence" integer DEFAULT 0 NOT NULL,
	"started" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"carried" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"provider_batch_id" uuid,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "batch_chunks_batch_id_number_pk" PRIMARY KEY("batch_id","number")
);
--> statement-breakpoint
CREATE TABLE "batch_counters" (
	"batch_id" uuid NOT NULL,
	"slot" smallint NOT NULL,
	"succeeded" integer DEFAULT 0 NOT NULL,
	"failed" integer DEFAULT 0 NOT NULL,
	"skipped" integer DEFAULT 0 NOT NULL,
	"review_pending" integer DEFAULT 0 NOT NULL,
	"approved" integer DEFAULT 0 NOT NULL,
	"rejected" integer DEFAULT 0 NOT NULL,
	"escalated" integer DEFAULT 0 NOT NULL,
	"input_tokens" numeric(20, 0) DEFAULT '0' NOT NULL,
	"output_tokens" numeric(20, 0) DEFAULT '0' NOT NULL,
	"spared_calls" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "batch_counters_batch_id_slot_pk" PRIMARY KEY("batch_id","slot")
);
--> statement-breakpoint
CREATE TABLE "batch_failure_groups" (
	"batch_id" uuid NOT NULL,
	"failure_group" text NOT NULL,
	"count" integer NOT NULL,
	"sample" jsonb,
	"last_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "batch_failure_groups_batch_id_failure_group_pk" PRIMARY KEY("batch_id","failure_group")
);
--> statement-breakpoint
CREATE TABLE "batch_items" (
	"batch_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"row_number" integer NOT NULL,
	"language" text NOT NULL,
	"state" text NOT NULL,
	"output" jsonb,
	"failure_group" text,
	"failure" jsonb,
	"checks" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"cost" numeric(24, 12) NOT NULL,
	"attempts" smallint NOT NULL,
	"ended_at" timestamp with time zone DEFAULT now() NOT NULL,
	"review_state" text NOT NULL,
	"output_version" integer DEFAULT 1 NOT NULL,
	"claimed_by" uuid,
	"claim_token" integer DEFAULT 0 NOT NULL,
	"claim_expires_at" timestamp with time zone,
	"last_edited_by" uuid,
	"decided_by" uuid,
	"decided_at" timestamp with time zone,
	CONSTRAINT "batch_items_batch_id_seq_pk" PRIMARY KEY("batch_id","seq")
) PARTITION BY LIST ("batch_id");
--> statement-breakpoint
CREATE TABLE "batches" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"dataset_id" uuid NOT NULL,
	"template_id" uuid NOT NULL,
	"template_version_id" uuid NOT NULL,
	"model_id" uuid NOT NULL,
	"fallback_model_id" uuid,
	"parameters" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"usual_max_output" integer,
	"languages" text[] NOT NULL,
	"row_count" integer NOT NULL,
	"item_count" integer NOT NULL,
	"mode" text NOT NULL,
	"runs_as" text DEFAULT 'realtime' NOT NULL,
	"runs_as_for" jsonb,
	"deadline" timestamp with time zone,
	"cache" boolean,
	"review_plan" jsonb NOT NULL,
	"state" text NOT NULL,
	"paused_for" jsonb,
	"waiting_for" jsonb,
	"start_at" timestamp with time zone,
	"off_peak" jsonb,
	"schedule_id" uuid,
	"currency" text NOT NULL,
	"cap" numeric(24, 12) NOT NULL,
	"expected_total" numeric(24, 12),
	"prediction" jsonb,
	"reserved" numeric(24, 12) DEFAULT '0' NOT NULL,
	"spent" numeric(24, 12) DEFAULT '0' NOT NULL,
	"unknown_spend" numeric(24, 12) DEFAULT '0' NOT NULL,
	"budget_ids" uuid[] DEFAULT '{}' NOT NULL,
	"next_seq" integer DEFAULT 0 NOT NULL,
	"simulated" boolean DEFAULT false NOT NULL,
	"launched_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "provider_batches" (
	"id" uuid PRIMARY KEY NOT NULL,
	"batch_id" uuid NOT NULL,
	"state" text NOT NULL,
	"turn" integer DEFAULT 0 NOT NULL,
	"fence" integer DEFAULT 0 NOT NULL,
	"input_file_id" text,
	"remote_id" text,
	"requests" integer DEFAULT 0 NOT NULL,
	"reserved" numeric(24, 12) DEFAULT '0' NOT NULL,
	"answered" integer DEFAULT 0 NOT NULL,
	"taken_in" integer DEFAULT 0 NOT NULL,
	"ending" text,
	"failure" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"submitted_at" timestamp with time zone,
	"expires_at" timestamp with time zone,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "response_cache" (
	"key" text PRIMARY KEY NOT NULL,
	"answer" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "column_matches" (
	"member_id" uuid NOT NULL,
	"header" text NOT NULL,
	"input" text NOT NULL,
	"used_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "column_matches_member_id_header_pk" PRIMARY KEY("member_id","header")
);
--> statement-breakpoint
CREATE TABLE "dataset_row_errors" (
	"dataset_id" uuid NOT NULL,
	"source_row" integer NOT NULL,
	"column" text NOT NULL,
	"rule" text NOT NULL,
	"value" text,
	"values" jsonb,
	CONSTRAINT "dataset_row_errors_dataset_id_source_row_column_rule_pk" PRIMARY KEY("dataset_id","source_row","column","rule")
);
--> statement-breakpoint
CREATE TABLE "dataset_rows" (
	"dataset_id" uuid NOT NULL,
	"row_number" integer NOT NULL,
	"source_row" integer NOT NULL,
	"values" jsonb NOT NULL,
	CONSTRAINT "dataset_rows_dataset_id_row_number_pk" PRIMARY KEY("dataset_id","row_number")
);
--> statement-breakpoint
CREATE TABLE "datasets" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"status" text NOT NULL,
	"upload_id" uuid,
	"import_plan" jsonb,
	"columns" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"row_count" integer DEFAULT 0 NOT NULL,
	"error_count" integer DEFAULT 0 NOT NULL,
	"bytes_read" bigint DEFAULT 0 NOT NULL,
	"source_rows_read" integer DEFAULT 0 NOT NULL,
	"failure" jsonb,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	"archived_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "uploads" (
	"id" uuid PRIMARY KEY NOT NULL,
	"member_id" uuid NOT NULL,
	"file_name" text NOT NULL,
	"bytes" bigint NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "model_pacing" (
	"model_id" uuid PRIMARY KEY NOT NULL,
	"requests_until" timestamp with time zone,
	"requests_rate" double precision,
	"tokens_until" timestamp with time zone,
	"tokens_rate" double precision,
	"share" double precision DEFAULT 0.99 NOT NULL,
	"share_at" timestamp with time zone DEFAULT now() NOT NULL,
	"held_until" timestamp with time zone,
	"outage" smallint DEFAULT 0 NOT NULL,
	"told_rpm" integer,
	"told_tpm" integer,
	"told_at" timestamp with time zone,
	"pressed_at" timestamp with time zone,
	"pressed_by" text
);
--> statement-breakpoint
CREATE TABLE "models" (
	"id" uuid PRIMARY KEY NOT NULL,
	"provider_id" uuid NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"rpm" integer,
	"tpm" integer,
	"concurrency" integer,
	"count_ratio" numeric(10, 6),
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "prices" (
	"id" uuid PRIMARY KEY NOT NULL,
	"model_id" uuid NOT NULL,
	"effective_from" timestamp with time zone NOT NULL,
	"currency" text NOT NULL,
	"input_per_mtok" numeric(24, 12) NOT NULL,
	"cached_input_per_mtok" numeric(24, 12),
	"output_per_mtok" numeric(24, 12) NOT NULL,
	"per_image" numeric(24, 12),
	"batch_discount" numeric(6, 4),
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" uuid
);
--> statement-breakpoint
CREATE TABLE "providers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"base_url" text,
	"sealed_api_key" text,
	"api_key_hint" text,
	"headers" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"allow_private_network" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "publications" (
	"id" uuid PRIMARY KEY NOT NULL,
	"batch_id" uuid NOT NULL,
	"channel" jsonb NOT NULL,
	"status" text NOT NULL,
	"failure" jsonb,
	"cutoff_at" timestamp with time zone NOT NULL,
	"item_count" integer DEFAULT 0 NOT NULL,
	"items_written" integer DEFAULT 0 NOT NULL,
	"runs" integer DEFAULT 0 NOT NULL,
	"bytes" bigint,
	"file_name" text,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "decision_buckets" (
	"starts_at" timestamp with time zone NOT NULL,
	"batch_id" uuid NOT NULL,
	"approved" integer NOT NULL,
	"rejected" integer NOT NULL,
	"rejected_cost" numeric(24, 12) NOT NULL,
	CONSTRAINT "decision_buckets_starts_at_batch_id_pk" PRIMARY KEY("starts_at","batch_id")
);
--> statement-breakpoint
CREATE TABLE "review_decisions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"batch_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"member_id" uuid NOT NULL,
	"decision" text NOT NULL,
	"reason" text,
	"note" text,
	"output_before" jsonb,
	"output_after" jsonb,
	"output_version" integer NOT NULL,
	"claim_token" integer NOT NULL,
	"request_id" uuid,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "schedule_runs" (
	"schedule_id" uuid NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"ran_at" timestamp with time zone DEFAULT now() NOT NULL,
	"batch_id" uuid,
	"refusal" jsonb,
	CONSTRAINT "schedule_runs_schedule_id_due_at_pk" PRIMARY KEY("schedule_id","due_at")
);
--> statement-breakpoint
CREATE TABLE "schedules" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"launch" jsonb NOT NULL,
	"cron" text NOT NULL,
	"time_zone" text NOT NULL,
	"state" text NOT NULL,
	"owner_id" uuid NOT NULL,
	"next_run_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "attempts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"kind" text NOT NULL,
	"trial_id" uuid,
	"batch_id" uuid,
	"seq" integer NOT NULL,
	"language" text,
	"step" integer DEFAULT 0 NOT NULL,
	"purpose" text DEFAULT 'generate' NOT NULL,
	"model_id" uuid NOT NULL,
	"price_id" uuid NOT NULL,
	"template_id" uuid,
	"template_version_id" uuid,
	"member_id" uuid NOT NULL,
	"outcome" text NOT NULL,
	"input_tokens" integer DEFAULT 0 NOT NULL,
	"cached_input_tokens" integer DEFAULT 0 NOT NULL,
	"output_tokens" integer DEFAULT 0 NOT NULL,
	"cost" numeric(24, 12) NOT NULL,
	"currency" text NOT NULL,
	"latency_ms" integer,
	"simulated" boolean DEFAULT false NOT NULL,
	"provider_request_id" text,
	"batch_discount" numeric(6, 4)
);
--> statement-breakpoint
CREATE TABLE "budgets" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"amount" numeric(24, 12) NOT NULL,
	"currency" text NOT NULL,
	"scope_kind" text NOT NULL,
	"scope_id" uuid,
	"time_zone" text NOT NULL,
	"period_start" timestamp with time zone NOT NULL,
	"period_end" timestamp with time zone NOT NULL,
	"spent" numeric(24, 12) DEFAULT '0' NOT NULL,
	"unknown_spend" numeric(24, 12) DEFAULT '0' NOT NULL,
	"reserved" numeric(24, 12) DEFAULT '0' NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "spend_buckets" (
	"starts_at" timestamp with time zone NOT NULL,
	"run_id" uuid NOT NULL,
	"model_id" uuid NOT NULL,
	"template_id" uuid NOT NULL,
	"member_id" uuid NOT NULL,
	"currency" text NOT NULL,
	"run_kind" text NOT NULL,
	"simulated" boolean NOT NULL,
	"attempts" integer NOT NULL,
	"input_tokens" numeric(20, 0) NOT NULL,
	"output_tokens" numeric(20, 0) NOT NULL,
	"settled" numeric(24, 12) NOT NULL,
	"unknown" numeric(24, 12) NOT NULL,
	CONSTRAINT "spend_buckets_starts_at_run_id_model_id_template_id_member_id_currency_pk" PRIMARY KEY("starts_at","run_id","model_id","template_id","member_id","currency")
);
--> statement-breakpoint
CREATE TABLE "template_versions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"template_id" uuid NOT NULL,
	"number" integer,
	"state" text NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"sections" jsonb NOT NULL,
	"inputs" jsonb NOT NULL,
	"outputs" jsonb NOT NULL,
	"languages" text[] DEFAULT '{}' NOT NULL,
	"note" text,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"published_by" uuid,
	"published_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "templates" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_by" uuid,
	"archived_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "trial_cells" (
	"trial_id" uuid NOT NULL,
	"variant" integer NOT NULL,
	"row_number" integer NOT NULL,
	"language" text NOT NULL,
	"seq" integer NOT NULL,
	"status" text NOT NULL,
	"partial_text" text,
	"output" jsonb,
	"failure" jsonb,
	"checks" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"input_tokens" integer,
	"cached_input_tokens" integer,
	"output_tokens" integer,
	"cost" numeric(24, 12),
	"currency" text,
	"latency_ms" integer,
	"calls" integer DEFAULT 0 NOT NULL,
	"in_flight" jsonb,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "trial_cells_trial_id_variant_row_number_language_pk" PRIMARY KEY("trial_id","variant","row_number","language")
);
--> statement-breakpoint
CREATE TABLE "trials" (
	"id" uuid PRIMARY KEY NOT NULL,
	"dataset_id" uuid NOT NULL,
	"variants" jsonb NOT NULL,
	"sample" jsonb NOT NULL,
	"languages" text[] NOT NULL,
	"status" text NOT NULL,
	"failure" jsonb,
	"fence" integer DEFAULT 0 NOT NULL,
	"preview" jsonb,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batch_chunks" ADD CONSTRAINT "batch_chunks_batch_id_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batch_counters" ADD CONSTRAINT "batch_counters_batch_id_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batch_failure_groups" ADD CONSTRAINT "batch_failure_groups_batch_id_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provider_batches" ADD CONSTRAINT "provider_batches_batch_id_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_pacing" ADD CONSTRAINT "model_pacing_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "models" ADD CONSTRAINT "models_provider_id_providers_id_fk" FOREIGN KEY ("provider_id") REFERENCES "public"."providers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prices" ADD CONSTRAINT "prices_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedule_runs" ADD CONSTRAINT "schedule_runs_schedule_id_schedules_id_fk" FOREIGN KEY ("schedule_id") REFERENCES "public"."schedules"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "template_versions" ADD CONSTRAINT "template_versions_template_id_templates_id_fk" FOREIGN KEY ("template_id") REFERENCES "public"."templates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trial_cells" ADD CONSTRAINT "trial_cells_trial_id_trials_id_fk" FOREIGN KEY ("trial_id") REFERENCES "public"."trials"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "api_tokens_hash_key" ON "api_tokens" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "api_tokens_member_idx" ON "api_tokens" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "audit_log_target_idx" ON "audit_log" USING btree ("target_type","target_id");--> statement-breakpoint
CREATE INDEX "audit_log_actor_idx" ON "audit_log" USING btree ("actor_id","id");--> statement-breakpoint
CREATE INDEX "audit_log_action_idx" ON "audit_log" USING btree ("action","id");--> statement-breakpoint
CREATE INDEX "idempotency_keys_created_idx" ON "idempotency_keys" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "members_email_key" ON "members" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "sessions_member_idx" ON "sessions" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "batch_chunks_provider_batch_idx" ON "batch_chunks" USING btree ("provider_batch_id") WHERE provider_batch_id is not null;--> statement-breakpoint
CREATE INDEX "batch_chunks_open_idx" ON "batch_chunks" USING btree ("batch_id","state") WHERE state <> 'done';--> statement-breakpoint
CREATE INDEX "batch_items_review_idx" ON "batch_items" USING btree ("batch_id","seq") WHERE review_state = 'pending';--> statement-breakpoint
CREATE INDEX "batch_items_claimed_idx" ON "batch_items" USING btree ("claimed_by","batch_id","seq") WHERE claim_expires_at is not null;--> statement-breakpoint
CREATE INDEX "batch_items_approved_idx" ON "batch_items" USING btree ("batch_id","seq") WHERE review_state = 'approved';--> statement-breakpoint
CREATE INDEX "batch_items_escalated_idx" ON "batch_items" USING btree ("batch_id","seq") WHERE review_state = 'escalated';--> statement-breakpoint
CREATE INDEX "batch_items_failed_idx" ON "batch_items" USING btree ("batch_id","failure_group","seq") WHERE state = 'failed';--> statement-breakpoint
CREATE INDEX "batches_state_idx" ON "batches" USING btree ("state");--> statement-breakpoint
CREATE INDEX "provider_batches_batch_idx" ON "provider_batches" USING btree ("batch_id","id");--> statement-breakpoint
CREATE INDEX "response_cache_expires_idx" ON "response_cache" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "column_matches_used_idx" ON "column_matches" USING btree ("used_at");--> statement-breakpoint
CREATE INDEX "models_provider_idx" ON "models" USING btree ("provider_id");--> statement-breakpoint
CREATE INDEX "prices_model_idx" ON "prices" USING btree ("model_id","effective_from");--> statement-breakpoint
CREATE INDEX "publications_batch_idx" ON "publications" USING btree ("batch_id");--> statement-breakpoint
CREATE UNIQUE INDEX "review_decisions_request_key" ON "review_decisions" USING btree ("member_id","request_id");--> statement-breakpoint
CREATE INDEX "review_decisions_item_idx" ON "review_decisions" USING btree ("batch_id","seq");--> statement-breakpoint
CREATE INDEX "review_decisions_member_idx" ON "review_decisions" USING btree ("member_id","at");--> statement-breakpoint
CREATE INDEX "schedules_listed_idx" ON "schedules" USING btree ("id") WHERE archived_at is null;--> statement-breakpoint
CREATE INDEX "attempts_batch_idx" ON "attempts" USING btree ("batch_id","seq");--> statement-breakpoint
CREATE INDEX "attempts_trial_idx" ON "attempts" USING btree ("trial_id","seq");--> statement-breakpoint
CREATE INDEX "attempts_at_idx" ON "attempts" USING btree ("at");--> statement-breakpoint
CREATE INDEX "budgets_kept_idx" ON "budgets" USING btree ("id") WHERE archived_at is null;--> statement-breakpoint
CREATE INDEX "spend_buckets_run_idx" ON "spend_buckets" USING btree ("run_id");--> statement-breakpoint
CREATE UNIQUE INDEX "template_versions_number_key" ON "template_versions" USING btree ("template_id","number");--> statement-breakpoint
CREATE INDEX "template_versions_template_idx" ON "template_versions" USING btree ("template_id");--> statement-breakpoint
CREATE INDEX "trial_cells_seq_idx" ON "trial_cells" USING btree ("trial_id","seq");
--> statement-breakpoint
-- What must never change is guarded where nobody can forget it.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER attempts_append_only BEFORE UPDATE OR DELETE ON attempts
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER prices_append_only BEFORE UPDATE OR DELETE ON prices
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER template_versions_published_immutable BEFORE UPDATE OR DELETE ON template_versions
  FOR EACH ROW WHEN (OLD.state = 'published') EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER review_decisions_append_only BEFORE UPDATE OR DELETE ON review_decisions
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Row triggers do not see TRUNCATE.
CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
