CREATE TABLE "collections" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"embedding_model_id" uuid NOT NULL,
	"dimensions" integer,
	"currency" text NOT NULL,
	"budget_cap" numeric(24, 12),
	"spent" numeric(24, 12) DEFAULT '0' NOT NULL,
	"unknown_spend" numeric(24, 12) DEFAULT '0' NOT NULL,
	"reserved" numeric(24, 12) DEFAULT '0' NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "documents" (
	"id" uuid PRIMARY KEY NOT NULL,
	"collection_id" uuid NOT NULL,
	"upload_id" uuid NOT NULL,
	"file_name" text NOT NULL,
	"bytes" numeric(20, 0) NOT NULL,
	"metadata" jsonb NOT NULL,
	"status" text NOT NULL,
	"failure" jsonb,
	"is_current" boolean DEFAULT false NOT NULL,
	"fence" integer DEFAULT 0 NOT NULL,
	"read_at" timestamp with time zone,
	"passage_count" integer DEFAULT 0 NOT NULL,
	"embedded_count" integer DEFAULT 0 NOT NULL,
	"tokens" integer DEFAULT 0 NOT NULL,
	"cost" numeric(24, 12) DEFAULT '0' NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "index_calls" (
	"id" uuid PRIMARY KEY NOT NULL,
	"collection_id" uuid NOT NULL,
	"document_id" uuid,
	"entry" jsonb NOT NULL,
	"amount" numeric(24, 12) NOT NULL,
	"budget_ids" uuid[] NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "passage_vectors" (
	"collection_id" uuid NOT NULL,
	"text_hash" text NOT NULL,
	"embedding" real[] NOT NULL,
	CONSTRAINT "passage_vectors_collection_id_text_hash_pk" PRIMARY KEY("collection_id","text_hash")
);
--> statement-breakpoint
CREATE TABLE "passages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"document_id" uuid NOT NULL,
	"collection_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"text" text NOT NULL,
	"place" jsonb NOT NULL,
	"text_hash" text NOT NULL,
	"tokens" integer NOT NULL,
	"terms" "tsvector" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_collection_id_collections_id_fk" FOREIGN KEY ("collection_id") REFERENCES "public"."collections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "passages" ADD CONSTRAINT "passages_document_id_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."documents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "documents_collection_idx" ON "documents" USING btree ("collection_id","id");--> statement-breakpoint
CREATE INDEX "documents_upload_idx" ON "documents" USING btree ("upload_id");--> statement-breakpoint
CREATE UNIQUE INDEX "documents_current_idx" ON "documents" USING btree ("collection_id","file_name") WHERE is_current;--> statement-breakpoint
CREATE INDEX "index_calls_collection_idx" ON "index_calls" USING btree ("collection_id");--> statement-breakpoint
CREATE INDEX "passages_document_idx" ON "passages" USING btree ("document_id","position");--> statement-breakpoint
CREATE INDEX "passages_hash_idx" ON "passages" USING btree ("collection_id","text_hash");--> statement-breakpoint
CREATE INDEX "passages_terms_idx" ON "passages" USING gin ("terms");