import { Liquid, type Template, Token } from "liquidjs";
import { CONDITION_FILTERS } from "./condition-filters.ts";
import { DATE_FILTERS } from "./date-filters.ts";
import { NUMBER_FILTERS } from "./number-filters.ts";
import { printed } from "./printed.ts";
import { StrictAssign } from "./strict-assign.ts";
import { placeIn } from "./text-position.ts";

// Other files, HTML tables and chance have no place in a prompt: what the preview shows is what goes out.
const TAGS_LEFT_OUT = ["include", "render", "layout", "block", "tablerow"];
const FILTERS_LEFT_OUT = ["sample", "shuffle", "sha256", "hmac_sha256"];

/** The most characters of one text that the engine takes. */
export const LONGEST_LIQUID = 100_000;

const PARSED_KEPT = 2_000;

/** The one Liquid engine: it reads no file, sees own properties of plain data only, and knows no unknown names. */
export const liquid = new Liquid({
  templates: {},
  ownPropertyOnly: true,
  strictVariables: true,
  strictFilters: true,
  lenientIf: true,
  parseLimit: LONGEST_LIQUID,
  timezoneOffset: 0,
  preserveTimezones: true,
  locale: "en",
  outputEscape: printed,
});
for (const tag of TAGS_LEFT_OUT) delete liquid.tags[tag];
for (const filter of FILTERS_LEFT_OUT) delete liquid.filters[filter];
for (const [name, filter] of Object.entries({ ...NUMBER_FILTERS, ...DATE_FILTERS, ...CONDITION_FILTERS }))
  liquid.registerFilter(name, filter);
liquid.registerTag("assign", StrictAssign);

// The engine's own way counts from the beginning of the text for each name in it: seconds for a long one.
Token.prototype.getPosition = function (this: Token) {
  return placeIn(this.input, this.begin);
};

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
