import { createHash } from "node:crypto";
import { embeddedText, type Passage } from "./reading/split-passages.ts";

/** What tells what of a passage is embedded from other texts: one that is the same is embedded once. */
export function textHash(passage: Pick<Passage, "text" | "place">): string {
  return createHash("sha256").update(embeddedText(passage)).digest("hex");
}
