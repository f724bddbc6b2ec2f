import type { Locale } from "#lib/i18n/locales.ts";
import { type TemplateBody, templateBodySchema } from "./template.ts";

/** A template to begin with. */
export interface Starter {
  key: string;
  name: Record<Locale, string>;
  description: Record<Locale, string>;
  body: TemplateBody;
}

const ROLE =
  "You are a senior copywriter for a cross-border fragrance retailer. You write naturally in the language you " +
  "are asked for, you never invent facts, and you never make medical or absolute claims.";

const FACTS = `- Name: {{ name }}
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
{% endif %}`;

const ONLY_FACTS =
  "Use only the facts under “Input data”. If a fact is not there, leave it out; never guess it.";

const required = { required: true, onMissing: "skip" } as const;
const optional = { required: false, onMissing: "skip" } as const;

const INPUTS = {
  sku: { name: "sku", ...optional, sample: "PF-00042" },
  name: { name: "name", ...required, sample: "Nuit de Figuier" },
  brand: { name: "brand", ...required, sample: "Maison Verlaine" },
  category: { name: "category", ...optional, sample: "perfume" },
  family: { name: "family", ...optional, sample: "woody" },
  concentration: { name: "concentration", ...optional, sample: "Eau de Parfum" },
  size_ml: { name: "size_ml", type: "number", ...optional, sample: "50" },
  top_notes: { name: "top_notes", type: "list", ...optional, sample: "bergamot, pink pepper" },
  heart_notes: { name: "heart_notes", type: "list", ...optional, sample: "fig leaf, iris" },
  base_notes: { name: "base_notes", type: "list", ...optional, sample: "cedar, white musk" },
  country: { name: "country", ...optional, sample: "FR" },
  gender: { name: "gender", ...optional, sample: "unisex" },
  description: { name: "description", ...optional, sample: "" },
} as const;

const ALL_FACTS = [
  INPUTS.name,
  INPUTS.brand,
  INPUTS.category,
  INPUTS.family,
  INPUTS.concentration,
  INPUTS.size_ml,
  INPUTS.top_notes,
  INPUTS.heart_notes,
  INPUTS.base_notes,
  INPUTS.gender,
  INPUTS.country,
  INPUTS.description,
];

const body = templateBodySchema.parse;

/** What /templates/new offers. The prompts are in English, which every model follows; their outputs are not. */
export const STARTERS: Starter[] = [
  {
    key: "copy",
    name: { en: "Product copy", "zh-CN": "商品文案" },
    description: {
      en: "Title, selling points and description of a product, in each target language.",
      "zh-CN": "按目标语言撰写商品标题、卖点和描述。",
    },
    body: body({
      sections: {
        role: ROLE,
        instruction: "Write the product page for this product in {{ language.name }} ({{ language.code }}).",
        context:
          "{% if gender == 'unisex' %}The product is for everyone; do not address one gender.\n{% endif %}" +
          "Shoppers read on a phone. Marketplace rules forbid superlatives, medical effects and other brands' names.",
        inputData: FACTS,
        requirements: `- ${ONLY_FACTS}
- Title: brand and name first{% if size_ml %}, the size at the end{% endif %}.
- Three to five selling points, one idea each.
- Description: two short paragraphs, concrete and calm.
- Keep the brand and the product name in their original spelling.`,
        outputIndicator: "Answer with a JSON object with the fields title, selling_points and description.",
      },
      inputs: ALL_FACTS,
      outputs: [
        { name: "title", type: "text", maxLength: 120, description: "Product title" },
        {
          name: "selling_points",
          type: "list",
          minItems: 3,
          maxItems: 5,
          maxLength: 120,
          description: "One idea each",
        },
        { name: "description", type: "text", minLength: 40, maxLength: 900, description: "Two paragraphs" },
      ],
      languages: ["en", "zh-CN"],
    }),
  },
  {
    key: "sellingPoints",
    name: { en: "Selling points", "zh-CN": "商品卖点" },
    description: {
      en: "Five short selling points for a product page.",
      "zh-CN": "为商品页提炼五条简短卖点。",
    },
    body: body({
      sections: {
        role: ROLE,
        instruction: "Write five selling points for this product in {{ language.name }}.",
        inputData: FACTS,
        examples:
          "Good: “Opens with bergamot, settles into warm cedar”\nBad: “The best perfume in the world!!!”",
        requirements: `- ${ONLY_FACTS}
- One idea each, the strongest first, no final full stop.`,
        outputIndicator: "Answer with a JSON object with the field selling_points.",
      },
      inputs: ALL_FACTS,
      outputs: [{ name: "selling_points", type: "list", minItems: 5, maxItems: 5, maxLength: 100 }],
      languages: ["en", "zh-CN"],
    }),
  },
  {
    key: "faq",
    name: { en: "FAQ", "zh-CN": "商品问答" },
    description: {
      en: "Questions that shoppers ask before they buy, with answers from the product's facts.",
      "zh-CN": "根据商品信息，写出顾客购买前常问的问题与回答。",
    },
    body: body({
      sections: {
        role: ROLE,
        instruction:
          "Write three to five questions that shoppers ask about this product, with their answers, in {{ language.name }}.",
        inputData: FACTS,
        requirements: `- ${ONLY_FACTS}
- Every question must be one that the facts can answer.
- Answers of one or two sentences.`,
        outputIndicator:
          "Answer with a JSON object whose field faq is a list of objects with question and answer.",
      },
      inputs: ALL_FACTS,
      outputs: [
        {
          name: "faq",
          type: "list",
          minItems: 3,
          maxItems: 5,
          fields: [
            { name: "question", type: "text", maxLength: 140 },
            { name: "answer", type: "text", maxLength: 400 },
          ],
        },
      ],
      languages: ["en", "zh-CN"],
    }),
  },
  {
    key: "attributes",
    name: { en: "Attribute completion", "zh-CN": "属性补全" },
    description: {
      en: "Fills missing attributes from the name and the description; leaves open what neither says.",
      "zh-CN": "根据名称和描述补全缺失的属性，没有依据的留空。",
    },
    body: body({
      sections: {
        role: "You are a careful catalogue editor. You read out what a text says and never add to it.",
        instruction: "Complete the attributes of this product.",
        inputData: FACTS,
        requirements: `- An attribute that is already given stays as it is.
- An attribute that neither the name nor the description states is null.
- Write list entries in {{ language.name }}.
- evidence: the words that your completions rest on, quoted.`,
        outputIndicator: "Answer with a JSON object with all the fields; null where nothing is known.",
      },
      inputs: ALL_FACTS,
      outputs: [
        { name: "family", type: "text", required: false, maxLength: 40 },
        { name: "concentration", type: "text", required: false, maxLength: 40 },
        { name: "gender", type: "choice", required: false, choices: ["women", "men", "unisex"] },
        {
          name: "notes",
          type: "object",
          fields: [
            { name: "top", type: "list", maxItems: 8, maxLength: 40 },
            { name: "heart", type: "list", maxItems: 8, maxLength: 40 },
            { name: "base", type: "list", maxItems: 8, maxLength: 40 },
          ],
        },
        { name: "evidence", type: "text", required: false, maxLength: 300 },
      ],
      languages: ["en"],
    }),
  },
  {
    key: "titleTranslation",
    name: { en: "Title translation", "zh-CN": "标题翻译" },
    description: {
      en: "A product title as shops in the target language write it.",
      "zh-CN": "按目标语言的电商习惯翻译商品标题。",
    },
    body: body({
      sections: {
        role: "You are a translator of product titles who knows how shops in each country write them.",
        instruction: "Write this product's title in {{ language.name }} ({{ language.code }}).",
        inputData:
          "Title: {{ brand }} {{ name }}{% if concentration %} {{ concentration }}{% endif %}" +
          "{% if size_ml %} {{ size_ml }} ml{% endif %}{% if category %}\nCategory: {{ category }}{% endif %}",
        requirements:
          "- Keep the brand and the product name in their original spelling.\n" +
          "- Translate the concentration and the kind of product.\n- Add nothing.",
        outputIndicator: "Answer with a JSON object with the field title.",
      },
      inputs: [INPUTS.name, INPUTS.brand, INPUTS.category, INPUTS.concentration, INPUTS.size_ml],
      outputs: [{ name: "title", type: "text", maxLength: 150 }],
      languages: ["zh-CN", "de", "fr", "ja"],
    }),
  },
  {
    key: "imageDescription",
    name: { en: "Image description", "zh-CN": "图片描述" },
    description: {
      en: "Alternative text for a product picture, from the product's facts.",
      "zh-CN": "根据商品信息撰写商品图片的替代文本。",
    },
    body: body({
      sections: {
        role: "You write alternative texts for product pictures, for people who cannot see them.",
        instruction: "Write the alternative text of this product's main picture in {{ language.name }}.",
        context: "The picture shows the product alone on a plain background.",
        inputData:
          "- Product: {{ brand }} {{ name }}\n{% if category %}- Category: {{ category }}\n{% endif %}" +
          "{% if size_ml %}- Size: {{ size_ml }} ml\n{% endif %}{% if concentration %}- Kind: {{ concentration }}\n{% endif %}",
        requirements:
          "- One sentence, without “picture of”.\n- Say nothing about colours or shapes that are not given.",
        outputIndicator: "Answer with a JSON object with the field alt_text.",
      },
      inputs: [INPUTS.name, INPUTS.brand, INPUTS.category, INPUTS.size_ml, INPUTS.concentration],
      outputs: [{ name: "alt_text", type: "text", maxLength: 160 }],
      languages: ["en", "zh-CN"],
    }),
  },
];
