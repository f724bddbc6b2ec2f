import { type Draft, type Starter, written } from "./starter.ts";

const pairs = [{ field: "title", column: "title" }];

const ofBoth: Pick<Draft, "outputs" | "checks" | "memory"> = {
  outputs: [{ name: "title", type: "text", maxLength: 150 }],
  checks: [
    { kind: "kept-parts", severity: "block", pairs },
    { kind: "format", without: ["emoji", "placeholders", "self-reference", "markdown"] },
    { kind: "claims" },
  ],
  memory: { pairs },
};

/** A translation that keeps numbers with their units and the brand, and whose approved texts are used again. */
export const titleTranslation: Starter = {
  key: "titleTranslation",
  name: { en: "Title translation", "zh-CN": "标题翻译" },
  description: {
    en: "A product title as shops in the target language write it; brand, numbers and units stay.",
    "zh-CN": "按目标语言的电商习惯翻译商品标题，品牌、数字和单位保持不变。",
  },
  lexicons: { topics: ["absolute-terms"] },
  bodies: {
    en: written({
      sections: {
        role: "You are a translator of product titles who knows how shops in each country write them.",
        instruction: "Translate this product's title into {{ language.name }} ({{ language.code }}).",
        inputData: `- Title: {{ title }}
{% if category %}- Category: {{ category }}
{% endif %}`,
        requirements: `- Keep the brand, {{ brand }}, to the letter, and the name of the product where it is a name.
- Keep every number with its unit; convert none.
- Translate the kind of product and what describes it, in the order that shops in that language use.
- Add nothing, drop nothing.`,
        outputIndicator: "Answer with a JSON object with the field title.",
      },
      rules: [
        {
          when: {
            all: [
              { input: "language", is: "equals", value: "zh-CN" },
              { input: "name_zh", is: "present" },
            ],
          },
          do: "add",
          section: "requirements",
          text: "- The product has a Chinese name, {{ name_zh }}: use it in place of its other one.",
        },
      ],
      inputs: [
        ...inputs({
          title: "Maison Verlaine Silk Letter Eau de Parfum 50 ml",
          brand: "Maison Verlaine",
          category: "perfume",
        }),
        { name: "name_zh", required: false, onMissing: "skip", sample: "丝绸来信" },
      ],
      languages: ["zh-CN", "de", "fr", "ja"],
      evaluators: evaluators("Brand kept", "Like the right title"),
      ...ofBoth,
    }),
    "zh-CN": written({
      sections: {
        role: "你是商品标题的译者，熟悉各国电商标题的写法。",
        instruction: "翻译这款商品的标题。目标语言：{{ language.name }}（{{ language.code }}）。",
        inputData: `- 标题：{{ title }}
{% if category %}- 类目：{{ category }}
{% endif %}`,
        requirements: `- 品牌 {{ brand }} 一字不改；商品名称若是专有名称，也保留原文。
- 数字连同单位全部保留，不作换算。
- 品类和修饰语要译，语序按目标语言的电商习惯。
- 不增不减。`,
        outputIndicator: "回答一个 JSON 对象，字段为 title。",
      },
      rules: [
        {
          when: { all: [{ input: "language", is: "in", value: ["en", "de", "fr"] }] },
          do: "add",
          section: "requirements",
          text: "- 品牌中若有汉字，只保留其中的拉丁字母写法。",
        },
      ],
      inputs: inputs({
        title: "Wushan 林间来信 淡香精 50 ml",
        brand: "Wushan",
        category: "香水",
      }),
      languages: ["en", "de", "fr", "ja"],
      evaluators: evaluators("品牌保留", "接近正确的标题"),
      ...ofBoth,
    }),
  },
};

function inputs({ title, brand, category }: Record<"title" | "brand" | "category", string>) {
  return [
    { name: "title", required: true, onMissing: "skip" as const, sample: title },
    { name: "brand", required: true, onMissing: "skip" as const, sample: brand },
    { name: "category", required: false, onMissing: "skip" as const, sample: category },
  ];
}

function evaluators(brand: string, title: string): Draft["evaluators"] {
  return [
    { name: brand, kind: "contains", field: "title", reference: "brand" },
    { name: title, kind: "similarity", field: "title", threshold: 0.6, gate: false },
  ];
}
