import { z } from "zod";

/** A dataset as one of several versions is named in answers. */
export const versionSchema = z.object({ id: z.string(), name: z.string(), version: z.number().int() });
