import { z } from "zod";

/** The file that makes a folder a backup: written last, so that one that was cut off has none. */
export const MANIFEST = "manifest.json";
/** The list of the objects, one a line. */
export const OBJECTS = "objects.jsonl";
/** What the folder looks like; rises with every change of it. */
export const FORMAT = 1;

const digest = z.string().regex(/^[0-9a-f]{64}$/);

/** A file of the backup, by its path in the folder. */
const keptFile = z.object({ path: z.string(), bytes: z.number().int(), sha256: digest });

/** The files of a backup's tables and objects, and what is needed to read them. */
export const manifestSchema = z.object({
  format: z.number().int(),
  /** Of the product that made it. */
  version: z.string(),
  /** Of the database at that moment. */
  takenAt: z.iso.datetime(),
  schema: z.object({
    migrations: z.number().int(),
    lastMigration: z.string(),
    queue: z.number().int(),
  }),
  tables: z.array(
    z.object({
      schema: z.string(),
      name: z.string(),
      columns: z.array(z.string()),
      rows: z.number().int(),
      file: keptFile,
    }),
  ),
  objects: z.object({ count: z.number().int(), bytes: z.number().int(), file: keptFile }),
  /** Of the keys that its secrets are sealed with; the keys themselves are not in it. */
  keyIds: z.array(z.string()),
});

export type Manifest = z.output<typeof manifestSchema>;

/** A line of the list of objects. */
export const objectLine = z.object({ key: z.string(), bytes: z.number().int(), sha256: digest });
