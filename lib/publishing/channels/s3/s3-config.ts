import type { FileFormat } from "../file/file-config.ts";

/** What the channel is told to write; where to is looked up as it is written. */
export interface S3Config {
  kind: "s3";
  format: FileFormat;
}
