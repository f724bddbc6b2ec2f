import type { Locale } from "#lib/i18n/locales.ts";
import type { InputColumn } from "../template.ts";
import type { Draft } from "./starter.ts";

const optional = { required: false, onMissing: "skip" } as const;
const required = { required: true, onMissing: "skip" } as const;

const COLUMNS = [
  { name: "name", ...required },
  { name: "brand", ...required },
  { name: "category", ...optional },
  { name: "family", ...optional },
  { name: "concentration", ...optional },
  { name: "size_ml", type: "number", ...optional },
  { name: "top_notes", type: "list", ...optional },
  { name: "heart_notes", type: "list", ...optional },
  { name: "base_notes", type: "list", ...optional },
  { name: "gender", ...optional },
  { name: "country", ...optional },
  { name: "description", ...optional },
] as const satisfies Partial<InputColumn>[];

type Column = (typeof COLUMNS)[number]["name"];

const SAMPLES: Record<Locale, Record<Column, string>> = {
  en: {
    name: "Nuit de Figuier",
    brand: "Maison Verlaine",
    category: "perfume",
    family: "woody",
    concentration: "Eau de Parfum",
    size_ml: "50",
    top_notes: "bergamot, pink pepper",
    heart_notes: "fig leaf, iris",
    base_notes: "cedar, white musk",
    gender: "unisex",
    country: "FR",
    description: "A fig tree at night: green leaves first, then iris over dry cedar.",
  },
  "zh-CN": {
    name: "林间来信",
    brand: "雾山 Wushan",
    category: "香水",
    family: "木质调",
    concentration: "淡香精",
    size_ml: "50",
    top_notes: "佛手柑、粉红胡椒",
    heart_notes: "无花果叶、鸢尾",
    base_notes: "雪松、白麝香",
    gender: "中性",
    country: "CN",
    description: "雨后林间的气息：先是青翠的无花果叶，随后鸢尾与雪松缓缓展开。",
  },
};

/** Columns of a product, each with what the sample product of that language has. */
export function productInputs(
  locale: Locale,
  names: readonly Column[] = COLUMNS.map(({ name }) => name),
): NonNullable<Draft["inputs"]> {
  return COLUMNS.filter(({ name }) => names.includes(name)).map((column) => ({
    ...column,
    sample: SAMPLES[locale][column.name],
  }));
}

/** The facts of a product, one a line; what a row lacks has no line. */
export const FACTS: Record<Locale, string> = {
  en: `- Name: {{ name }}
- Brand: {{ brand }}
{% if category %}- Category: {{ category }}
{% endif %}{% if family %}- Fragrance family: {{ family }}
{% endif %}{% if concentration %}- Concentration: {{ concentration }}
{% endif %}{% if size_ml %}- Size: {{ size_ml }} ml
{% endif %}{% if top_notes %}- Top notes: {{ top_notes }}
{% endif %}{% if heart_notes %}- Heart notes: {{ heart_notes }}
{% endif %}{% if base_notes %}- Base notes: {{ base_notes }}
{% endif %}{% if gender %}- For: {{ gender }}
{% endif %}{% if country %}- Brand's country: {{ country }}
{% endif %}{% if description %}- The supplier's description: {{ description | strip_html | normalize_whitespace | truncate: 600 }}
{% endif %}`,
  "zh-CN": `- 名称：{{ name }}
- 品牌：{{ brand }}
{% if category %}- 类目：{{ category }}
{% endif %}{% if family %}- 香型：{{ family }}
{% endif %}{% if concentration %}- 浓度：{{ concentration }}
{% endif %}{% if size_ml %}- 净含量：{{ size_ml }} ml
{% endif %}{% if top_notes %}- 前调：{{ top_notes | join: "、" }}
{% endif %}{% if heart_notes %}- 中调：{{ heart_notes | join: "、" }}
{% endif %}{% if base_notes %}- 后调：{{ base_notes | join: "、" }}
{% endif %}{% if gender %}- 适用人群：{{ gender }}
{% endif %}{% if country %}- 国家：{{ country }}
{% endif %}{% if description %}- 供应商描述：{{ description | strip_html | normalize_whitespace | truncate: 600 }}
{% endif %}`,
};

/** Who writes for shoppers. */
export const COPYWRITER: Record<Locale, string> = {
  en:
    "You are a senior copywriter for a cross-border fragrance retailer. You write naturally in the language you " +
    "are asked for, you never invent facts, and you never make medical or absolute claims.",
  "zh-CN":
    "你是一家跨境香水电商的资深文案。无论用哪种语言，你写出来的都像当地人写的；你不编造任何信息，" +
    "不宣称医疗功效，也不用绝对化的说法。",
};

export const ONLY_FACTS: Record<Locale, string> = {
  en: "Use only the facts under “Input data”. If a fact is not there, leave it out; never guess it.",
  "zh-CN": "只使用 Input data 中给出的信息；没有给出的就不写，不要猜测。",
};

/** What a written text must be free of, whatever it says. */
export const CLEAN_TEXT: Extract<NonNullable<Draft["checks"]>[number], { kind: "format" }> = {
  kind: "format",
  without: ["all-caps", "emoji", "placeholders", "self-reference", "markdown"],
};
