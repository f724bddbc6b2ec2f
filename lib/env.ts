import { resolve } from "node:path";
import { z } from "zod";
import { type BucketAddress, parseBucketAddress } from "./objects/bucket-address.ts";

const optionalText = z
  .string()
  .transform((text) => text.trim() || undefined)
  .optional();

const bucketAddress = optionalText.transform((text, context): BucketAddress | undefined => {
  if (text === undefined) return undefined;
  try {
    return parseBucketAddress(text);
  } catch (error) {
    context.addIssue({ code: "custom", message: (error as Error).message });
    return z.NEVER;
  }
});

/** Kinds of models that cut subjects out, by the best known of each. */
export const CUT_OUT_MODEL_KINDS = ["u2net", "isnet", "birefnet", "modnet"] as const;

const variablesSchema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().default("127.0.0.1"),
  PUBLIC_URL: optionalText,
  DATABASE_URL: optionalText,
  DATA_DIR: z.string().default(".data"),
  DISK_RESERVE_MB: z.coerce.number().int().min(0).default(500),
  OBJECT_STORE_URL: bucketAddress,
  AUTH_SECRET: optionalText,
  ENCRYPTION_KEY: optionalText,
  ADMIN_EMAIL: optionalText,
  ADMIN_PASSWORD: optionalText,
  ADMIN_API_TOKEN: optionalText,
  OIDC_ISSUER: optionalText,
  OIDC_CLIENT_ID: optionalText,
  OIDC_CLIENT_SECRET: optionalText,
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  OPENAI_API_KEY: optionalText,
  OPENAI_BASE_URL: optionalText,
  SANDBOX_URL: optionalText,
  SMTP_URL: optionalText.pipe(z.url({ protocol: /^smtps?$/ }).optional()),
  SMTP_FROM: optionalText,
  AIGC_PROVIDER_CODE: z
    .string()
    .regex(/^[\x21-\x7e]{0,64}$/)
    .default(""),
  CUT_OUT_MODEL: optionalText.transform((path) => (path === undefined ? undefined : resolve(path))),
  CUT_OUT_MODEL_KIND: z.enum(CUT_OUT_MODEL_KINDS).default("u2net"),
  SEED_SAMPLE: z.enum(["0", "1"]).optional(),
  METRICS_TOKEN: optionalText.pipe(z.string().min(16).optional()),
  METRICS_PORT: optionalText
    .transform((text) => (text === undefined ? undefined : Number(text)))
    .pipe(z.number().int().min(0).max(65_535).optional()),
  OTEL_EXPORTER_OTLP_ENDPOINT: optionalText,
});

// Open figures would tell anybody who reaches the port what is spent and how much is made.
const schema = variablesSchema.refine(
  ({ METRICS_PORT, METRICS_TOKEN }) => METRICS_PORT === undefined || METRICS_TOKEN !== undefined,
  { path: ["METRICS_TOKEN"], message: "METRICS_PORT needs it: whoever reads the figures sends it." },
);

export interface Env extends z.output<typeof schema> {
  /** Absolute. */
  DATA_DIR: string;
  /** Whether the database is the embedded one. */
  embedded: boolean;
  seedSample: boolean;
}

/**
 * The configuration of the process, read once from its variables.
 * @throws with the name of each variable that does not fit and what it may be.
 */
export function readEnv(variables: Record<string, string | undefined> = process.env): Env {
  const parsed = schema.safeParse(variables);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`The configuration does not fit:\n${lines.join("\n")}`);
  }
  const embedded = !parsed.data.DATABASE_URL;
  return {
    ...parsed.data,
    DATA_DIR: resolve(parsed.data.DATA_DIR),
    embedded,
    seedSample: parsed.data.SEED_SAMPLE ? parsed.data.SEED_SAMPLE === "1" : embedded,
  };
}
