import { Liquid, type Template } from "liquidjs";
import { printed } from "./printed.ts";
import { StrictAssign } from "./strict-assign.ts";

// Other files, HTML tables and chance have no place in a prompt: what the preview shows is what goes out.
const TAGS_LEFT_OUT = ["include", "render", "layout", "block", "tablerow"];
const FILTERS_LEFT_OUT = ["sample", "shuffle", "sha256", "hmac_sha256"];

/** Milliseconds of the clock one section may take; a usual one takes a hundredth of one, and a busy machine may stop it for many. */
const RENDER_LIMIT_MS = 1_000;
const PARSED_KEPT = 2_000;

/** The one Liquid engine: it reads no file, sees own properties of plain data only, and knows no unknown names. */
export const liquid = new Liquid({
  templates: {},
  ownPropertyOnly: true,
  strictVariables: true,
  strictFilters: true,
  lenientIf: true,
  parseLimit: 100_000,
  renderLimit: RENDER_LIMIT_MS,
  memoryLimit: 1_000_000,
  timezoneOffset: 0,
  locale: "en",
  outputEscape: printed,
});
for (const tag of TAGS_LEFT_OUT) delete liquid.tags[tag];
for (const filter of FILTERS_LEFT_OUT) delete liquid.filters[filter];
liquid.registerTag("assign", StrictAssign);

const parsed = new Map<string, Template[]>();

/**
 * A Liquid text ready to be rendered; the same text is parsed once.
 * @throws a LiquidError that knows where.
 */
export function parseLiquid(text: string): Template[] {
  const known = parsed.get(text);
  if (known) return known;
  const templates = liquid.parse(text);
  const oldest = parsed.keys().next();
  if (parsed.size >= PARSED_KEPT && !oldest.done) parsed.delete(oldest.value);
  parsed.set(text, templates);
  return templates;
}
