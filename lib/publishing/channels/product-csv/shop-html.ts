import sanitizeHtml from "sanitize-html";
import { STARTS_FORMULA } from "#lib/spreadsheet-cell.ts";

const TAGS =
  "p br strong b em i u s ul ol li h2 h3 h4 h5 h6 a span div blockquote hr sub sup table thead tbody tr th td".split(
    " ",
  );
const SIGNS: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"' };

/**
 * A description as it may stand in a shop's page: what is allowed of HTML, links only to the web, nothing that runs. A
 * text without HTML keeps its lines.
 */
export function shopHtml(text: string): string {
  const clean = sanitizeHtml(text, {
    allowedTags: TAGS,
    allowedAttributes: { a: ["href"], td: ["colspan", "rowspan"], th: ["colspan", "rowspan"] },
    allowedSchemes: ["http", "https", "mailto"],
    allowProtocolRelative: false,
  }).trim();
  const isPlain = !/<[a-z]/i.test(clean);
  if (!isPlain || (!clean.includes("\n") && !STARTS_FORMULA.test(clean))) return clean;
  const lines = clean.split(/\n{2,}/).map((part) => part.replaceAll("\n", "<br>"));
  return `<p>${lines.join("</p><p>")}</p>`;
}

/** A text without HTML, as a title or a search engine's text is: in one line. */
export function shopText(text: string): string {
  const clean = sanitizeHtml(text, { allowedTags: [], allowedAttributes: {} });
  return clean
    .replace(/&(?:amp|lt|gt|quot);/g, (entity) => SIGNS[entity] ?? entity)
    .replace(/\s+/g, " ")
    .trim();
}
