import { cutText } from "#lib/storable-text.ts";
import type { Message } from "./target.ts";

const LONGEST_DETAIL = 600;
const LONGEST_TITLE = 300;
const PRODUCT = "Presswork";

/** The first line of a message: one line, whatever stands in the names in it. */
export function titleLine({ title }: Pick<Message, "title">): string {
  return cutText(title.replace(/\s+/g, " ").trim(), LONGEST_TITLE);
}

/** The message as lines of plain text. Names the product, which robots with a keyword can ask for. */
export function plainLines(message: Pick<Message, "title" | "detail" | "url">): string[] {
  const detail = cutText(message.detail.replace(/\s+/g, " ").trim(), LONGEST_DETAIL);
  return [`${PRODUCT}: ${titleLine(message)}`, detail, message.url ?? ""].filter((line) => line !== "");
}

/** The beginning of a text that has no more than so many bytes in UTF-8, and does not end inside a character. */
export function cutBytes(text: string, most: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= most) return text;
  let end = most;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end).toString("utf8");
}
