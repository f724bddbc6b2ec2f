import { TagToken, type Template, toValueSync, Value } from "liquidjs";
import { FILTER_OF } from "./condition-filters.ts";
import { parseLiquid } from "./liquid.ts";
import { NUMBER_FILTERS } from "./number-filters.ts";
import type { Sections } from "./section.ts";

/** Tags after each of whose parts the engine looks at its limits. `capture` is none: what it keeps is not counted. */
const LIGHT_TAGS = new Set([
  ...["if", "unless", "case", "for", "assign", "echo", "liquid", "cycle", "increment", "decrement"],
  ...["raw", "comment", "#", "break", "continue"],
]);

/** Filters whose work is no more than the length of what they are given, which the engine counts. */
const LINEAR_FILTERS = new Set([
  ...Object.keys(NUMBER_FILTERS).filter((name) => name !== "sum"),
  ...["append", "prepend", "capitalize", "downcase", "upcase", "strip", "lstrip", "rstrip", "strip_newlines"],
  ...["strip_html", "squish", "normalize_whitespace", "truncate", "truncatewords", "number_of_words", "size"],
  ...["default", "escape", "newline_to_br", "json", "date", "first", "last", "join", "reverse", "compact"],
  ...["uniq", "raw"],
  ...Object.values(FILTER_OF).filter((name) => name !== FILTER_OF.contains),
]);

/** What an output is written with stands last among its filters, under the name that the engine gives to functions. */
const WRITING = "[object Function]";

/** Filters that look for one text in another: at worst as long as both lengths multiplied. */
const SEARCHING_FILTERS = new Set([
  ...["split", "replace", "replace_first", "replace_last", "remove"],
  FILTER_OF.contains,
]);

/** Filters, comparisons and their operands in one tag, which nothing stops between. */
const MOST_ACTS_IN_A_TAG = 100;
const MOST_CHARACTERS_IN_A_TAG = 1_000;
/** Beyond, a search of one value in another is no short work any more. */
const MOST_SEARCHED_CHARACTERS = 2_000;

/** The most that a render may take on the way, before it is stopped: characters worked on, milliseconds of the clock. */
export interface RenderLimits {
  memoryLimit: number;
  renderLimit: number;
}

/** What the thread that serves everybody may spend on one section; what takes more is rendered apart. */
const LIGHT_LIMITS: RenderLimits = { memoryLimit: 200_000, renderLimit: 100 };
const SEARCHING_LIMITS: RenderLimits = { memoryLimit: 10_000, renderLimit: 100 };

/** `heavy`: nobody can tell how much one row asks of it; `searching`: little while the row is short. */
type Weight = "light" | "searching" | "heavy";

/** So often in a row may a busy machine have been the reason why a template took long. */
const OVERRUNS_FORGIVEN = 2;

const known = new WeakMap<Sections, { weight: Weight; overruns: number }>();

/**
 * The limits within which rendering a row is known to be short work: nothing in the template does more between two
 * looks at them than pass over a value once. `null` for a template of which that cannot be known.
 * @param characters of the row's values together.
 */
export function limitsIfLight(sections: Sections, characters: () => number): RenderLimits | null {
  const { weight, overruns } = factsOf(sections);
  if (overruns > OVERRUNS_FORGIVEN) return null;
  if (weight === "light") return LIGHT_LIMITS;
  return weight === "searching" && characters() <= MOST_SEARCHED_CHARACTERS ? SEARCHING_LIMITS : null;
}

/** Keeps in mind whether a template took more than the limits of a light one; so many times in a row, and it is none. */
export function noteRendered(sections: Sections, isOverrun: boolean): void {
  const facts = factsOf(sections);
  facts.overruns = isOverrun ? facts.overruns + 1 : 0;
}

function factsOf(sections: Sections): { weight: Weight; overruns: number } {
  const facts = known.get(sections) ?? { weight: weigh(sections), overruns: 0 };
  known.set(sections, facts);
  return facts;
}

function weigh(sections: Sections): Weight {
  try {
    return heaviest(Object.values(sections).flatMap((text) => parseLiquid(text).map(weightOf)));
  } catch {
    // It does not parse, and is told so before anything is rendered.
    return "light";
  }
}

function weightOf(template: Template): Weight {
  const { token } = template;
  if (token instanceof TagToken && !LIGHT_TAGS.has(token.name)) return "heavy";
  const values = [...(template.arguments?.() ?? [])].filter((one) => one instanceof Value);
  const acts = values.reduce((sum, { initial, filters }) => sum + initial.postfix.length + filters.length, 0);
  if (acts > MOST_ACTS_IN_A_TAG) return "heavy";
  if (values.length > 0 && token.end - token.begin > MOST_CHARACTERS_IN_A_TAG) return "heavy";
  const below = template.children ? (toValueSync(template.children(false, true)) as Template[]) : [];
  return heaviest([...values.map(weightOfValue), ...below.map(weightOf)]);
}

function weightOfValue({ initial, filters }: Value): Weight {
  const searches = initial.postfix.some((token) => token.getText() === "contains");
  return heaviest([searches ? "searching" : "light", ...filters.map(({ name }) => weightOfFilter(name))]);
}

function weightOfFilter(name: string): Weight {
  if (LINEAR_FILTERS.has(name) || name === WRITING) return "light";
  return SEARCHING_FILTERS.has(name) ? "searching" : "heavy";
}

function heaviest(weights: Weight[]): Weight {
  if (weights.includes("heavy")) return "heavy";
  return weights.includes("searching") ? "searching" : "light";
}
