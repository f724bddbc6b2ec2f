CREATE TABLE "picture_sizes" (
	"url_digest" text PRIMARY KEY NOT NULL,
	"width" integer NOT NULL,
	"height" integer NOT NULL,
	"measured_at" timestamp with time zone DEFAULT now() NOT NULL
);
