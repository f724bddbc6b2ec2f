import { z } from "zod";
import { pairsSchema } from "./check-spec.ts";

/** Which of a template's fields translate which columns: their approved texts are used again. */
export const memorySpecSchema = z.object({ pairs: pairsSchema });

export type MemorySpec = z.output<typeof memorySpecSchema>;
