import { z } from "zod";
import { storableText } from "#lib/storable-text.ts";

/** What a provider calls something, to be kept and asked for again exactly so. */
export const wireId = z
  .string()
  .trim()
  .min(1)
  .max(1_000)
  .refine((id) => storableText(id) === id);
