import { z } from "zod";

/** Two variants compared by people, as the API tells it. */
export const pairFiguresSchema = z.object({
  a: z.int().describe("Index in `variants`"),
  b: z.int().describe("Index in `variants`"),
  cases: z.int().describe("Rows × languages that were voted on; each counts once, by most people's choice"),
  wins: z.int().describe("Cases that a won"),
  losses: z.int().describe("Cases that b won"),
  ties: z.int(),
  bothBad: z.int().describe("Of the ties those in which both were found bad"),
  rate: z.number().describe("Win rate of a; a tie is half a win"),
  low: z.number().describe("Of the 95 % interval: Wilson's, corrected for continuity"),
  high: z.number(),
  verdict: z.enum(["a", "b", "not-distinguishable"]),
});
