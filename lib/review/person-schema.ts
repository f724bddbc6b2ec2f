import { z } from "zod";

/** Somebody who did something, as answers name them. */
export const personSchema = z.object({ memberId: z.string(), name: z.string() });
