import type { Locale } from "#lib/i18n/locales.ts";
import { CLEAN_TEXT, COPYWRITER, FACTS, ONLY_FACTS, productInputs } from "./product.ts";
import { type ConditionDraft, type Draft, type Starter, written } from "./starter.ts";

const UNISEX: ConditionDraft = { all: [{ input: "gender", is: "in", value: ["unisex", "中性"] }] };
const GIFT_SET: ConditionDraft = {
  any: [{ input: "category", is: "in", value: ["gift set", "礼盒", "套装"] }],
};

/** One prompt, with rules and another length in Chinese. */
export const copy: Starter = {
  key: "copy",
  name: { en: "Product copy", "zh-CN": "商品文案" },
  description: {
    en: "Title, selling points and description of a product, in each target language.",
    "zh-CN": "按目标语言撰写商品标题、卖点和描述。",
  },
  lexicons: { topics: ["absolute-terms", "medical-claims"] },
  bodies: {
    en: written({
      sections: {
        role: COPYWRITER.en,
        instruction: "Write the product page for this product in {{ language.name }} ({{ language.code }}).",
        context:
          "Shoppers read on a phone. Marketplace rules forbid superlatives, medical effects and other brands' names.",
        inputData: FACTS.en,
        requirements: `- ${ONLY_FACTS.en}
- Title: brand and name first{% if size_ml %}, the size at the end{% endif %}.
- Three to five selling points, one idea each.
- Description: two short paragraphs, concrete and calm.
- Keep the brand and the product name in their original spelling.`,
        outputIndicator: "Answer with a JSON object with the fields title, selling_points and description.",
      },
      rules: [
        {
          when: UNISEX,
          do: "add",
          section: "requirements",
          text: "- The product is for everyone; do not address one gender.",
        },
        {
          when: GIFT_SET,
          do: "add",
          section: "requirements",
          text: "- It is a set: say so in the title, and name what is in it only where the data say it.",
        },
      ],
      outputs: fields("Product title", "One idea each", "Two paragraphs"),
      languageOverrides: {
        zh: {
          requirements: "- No absolute terms such as 最, 第一 or 唯一; Chinese advertising law forbids them.",
          maxLength: { title: 60, selling_points: 40, description: 500 },
        },
      },
      evaluators: evaluators("Brand in the title", "Size in the title", "Like the right description"),
      ...ofBoth("en"),
    }),
    "zh-CN": written({
      sections: {
        role: COPYWRITER["zh-CN"],
        instruction: "为这款商品撰写商品页。输出语言：{{ language.name }}（{{ language.code }}）。",
        context: "顾客在手机上浏览。平台规则不允许使用最高级、宣称医疗功效或提及其他品牌。",
        inputData: FACTS["zh-CN"],
        requirements: `- ${ONLY_FACTS["zh-CN"]}
- 标题以品牌和名称开头{% if size_ml %}，以净含量结尾{% endif %}。
- 卖点三至五条，一条只讲一件事。
- 描述分两小段，具体、克制，不堆砌形容词。
- 品牌和商品名称保持原文写法。`,
        outputIndicator: "回答一个 JSON 对象，字段为 title、selling_points 和 description。",
      },
      rules: [
        { when: UNISEX, do: "add", section: "requirements", text: "- 商品男女皆宜，不要只对某一性别说话。" },
        {
          when: GIFT_SET,
          do: "add",
          section: "requirements",
          text: "- 这是套装：标题中要写明；内含物只写信息中列出的。",
        },
      ],
      outputs: fields("商品标题", "一条只讲一件事", "两小段"),
      languageOverrides: {
        zh: {
          requirements: "- 不使用“最”“第一”“唯一”等绝对化用语（《广告法》第九条）。",
          maxLength: { title: 60, selling_points: 40, description: 500 },
        },
      },
      evaluators: evaluators("标题含品牌", "标题含净含量", "接近正确的描述"),
      ...ofBoth("zh-CN"),
    }),
  },
};

function ofBoth(locale: Locale): Pick<Draft, "inputs" | "languages" | "checks"> {
  return {
    inputs: productInputs(locale),
    languages: locale === "en" ? ["en", "zh-CN"] : ["zh-CN", "en"],
    checks: [CLEAN_TEXT, { kind: "language" }, { kind: "claims" }, { kind: "links" }],
  };
}

function fields(title: string, points: string, description: string): Draft["outputs"] {
  return [
    { name: "title", type: "text", maxLength: 120, description: title },
    {
      name: "selling_points",
      type: "list",
      minItems: 3,
      maxItems: 5,
      maxLength: 120,
      description: points,
    },
    { name: "description", type: "text", minLength: 40, maxLength: 900, description },
  ];
}

function evaluators(brand: string, size: string, description: string): Draft["evaluators"] {
  return [
    { name: brand, kind: "contains", field: "title", reference: "brand" },
    { name: size, kind: "contains", field: "title", reference: "size_ml" },
    {
      name: description,
      kind: "similarity",
      field: "description",
      threshold: 0.5,
      gate: false,
    },
  ];
}
