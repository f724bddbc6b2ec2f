/** Kinds of file a batch can be published to. */
export const FILE_FORMATS = ["xlsx", "csv", "jsonl"] as const;

export type FileFormat = (typeof FILE_FORMATS)[number];

/** What the file channel is told to make. */
export interface FileConfig {
  kind: "file";
  format: FileFormat;
}

/** What is chosen until somebody chooses otherwise. */
export const USUAL_FILE: FileConfig = { kind: "file", format: "xlsx" };
