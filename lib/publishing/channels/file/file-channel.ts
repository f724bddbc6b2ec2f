import { z } from "zod";
import type { Channel } from "../channel.ts";
import { deliverFile } from "./deliver-file.ts";
import { FILE_FORMATS, type FileConfig } from "./file-config.ts";
import { testStore } from "./test-store.ts";

/** A file to download: a workbook, a table of text or lines of JSON. */
export const fileChannel = {
  kind: "file",
  config: z.object({ kind: z.literal("file"), format: z.enum(FILE_FORMATS) }),
  settings: z.object({ format: z.enum(FILE_FORMATS) }),
  tellsReceiver: false,
  deliver: deliverFile,
  test: testStore,
} satisfies Channel<FileConfig>;
