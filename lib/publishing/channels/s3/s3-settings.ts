import { z } from "zod";
import { FILE_FORMATS } from "../file/file-config.ts";

/** A bucket that files are put into; its secret is kept apart from it. */
export const s3Settings = z.object({
  endpoint: z.string().trim().min(1).max(500).describe("Such as https://s3.eu-central-1.amazonaws.com"),
  region: z
    .string()
    .trim()
    .regex(/^[a-z0-9-]{1,40}$/)
    .default("us-east-1"),
  bucket: z
    .string()
    .trim()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
  prefix: z
    .string()
    .trim()
    .max(200)
    .regex(/^(?!\/)(?!.*(?:^|\/)\.{1,2}(?:\/|$))[A-Za-z0-9!_.*'()/-]*$/)
    .transform((text) => (text === "" || text.endsWith("/") ? text : `${text}/`))
    .default("")
    .describe("Before every key, such as presswork/"),
  accessKeyId: z.string().trim().min(1).max(200),
  allowPrivateNetwork: z.boolean().default(false).describe("It may be inside this network"),
  format: z.enum(FILE_FORMATS).default("jsonl"),
});

export type S3Settings = z.output<typeof s3Settings>;
