import type { Locale } from "#lib/i18n/locales.ts";
import { CLEAN_TEXT } from "./product.ts";
import { type Draft, type Starter, written } from "./starter.ts";

/** A chain of two: what is seen, apart from what is known; then the texts, which no row can be held against. */
export const pictureDescription: Starter = {
  key: "pictureDescription",
  name: { en: "Description from a picture", "zh-CN": "看图写描述" },
  description: {
    en: "Two steps: a model that takes pictures says what is seen, then writes alternative text and description.",
    "zh-CN": "两个步骤：先由能看图的模型写下所见，再据此撰写替代文本和描述。",
  },
  lexicons: { topics: ["absolute-terms", "medical-claims"], fields: ["alt_text", "description"] },
  bodies: {
    en: written({
      steps: [
        {
          name: "see",
          sections: {
            role: "You look at product pictures and say what is there, as for somebody who cannot see them.",
            instruction: "Say what this picture shows, in {{ language.name }} ({{ language.code }}).",
            inputData: "- Picture: {{ picture }}",
            requirements: `- Only what can be seen: no smell, no material that only the touch would tell, no opinion.
- shows_product: “no” for a logo, a size chart, a placeholder or an empty picture.
- Copy the words that stand on the product letter by letter; leave out what cannot be read.`,
            outputIndicator:
              "Answer with a JSON object with the fields shows_product, subject, colours, seen_text and setting.",
          },
          outputs: seen({
            subject: "What it is, with its shape",
            colours: "Of the product, the one that covers most first",
            setting: "What is behind and beside it",
          }),
        },
        {
          name: "write",
          when: { all: [{ input: "steps.see.shows_product", is: "not-equals", value: "no" }] },
          sections: {
            role: "You write for a shop whose customers may not see its pictures.",
            instruction:
              "Write the alternative text of the picture and a short description of the product in {{ language.name }} ({{ language.code }}).",
            context: `What the picture shows:
- Subject: {{ steps.see.subject }}
{% if steps.see.colours %}- Colours: {{ steps.see.colours | join: ", " }}
{% endif %}{% if steps.see.seen_text %}- Words on it: {{ steps.see.seen_text | join: ", " }}
{% endif %}{% if steps.see.setting %}- Setting: {{ steps.see.setting }}
{% endif %}`,
            inputData: known({ name: "Name: ", brand: "Brand: ", category: "Category: " }),
            requirements: `- alt_text: one sentence with brand and product, without “picture of”.
- description: two or three sentences about what can be seen; nothing about use, smell or effect.
- Where the picture and the input data differ, believe the input data.
- Keep the brand in its original spelling.`,
            outputIndicator: "Answer with a JSON object with the fields alt_text and description.",
          },
          outputs: texts(),
        },
      ],
      inputs: inputs({
        picture: "https://example.com/pictures/nuit-de-figuier.jpg",
        name: "Nuit de Figuier",
        brand: "Maison Verlaine",
        category: "perfume",
      }),
      evaluators: evaluators("Brand in the alternative text", "Like the right description"),
      ...ofBoth("en", { label: "No “picture of”", forbid: ["picture of", "image of", "photo of"] }),
    }),
    "zh-CN": written({
      steps: [
        {
          name: "see",
          sections: {
            role: "你看商品图片，像讲给看不见的人那样说出图中有什么。",
            instruction: "说出图中所见。输出语言：{{ language.name }}（{{ language.code }}）。",
            inputData: "- 图片：{{ picture }}",
            requirements: `- 只写看得见的：不写气味，不写要摸才知道的材质，不作评价。
- shows_product：标志、尺码表、占位图或空白图片为“no”。
- 商品上的文字逐字照抄，看不清的不写。`,
            outputIndicator:
              "回答一个 JSON 对象，字段为 shows_product、subject、colours、seen_text 和 setting。",
          },
          outputs: seen({
            subject: "是什么，什么形状",
            colours: "商品的颜色，面积最大的在前",
            setting: "背景和旁边的东西",
          }),
        },
        {
          name: "write",
          when: { all: [{ input: "steps.see.shows_product", is: "not-equals", value: "no" }] },
          sections: {
            role: "你为网店写文字，店里有些顾客看不见图片。",
            instruction:
              "撰写图片的替代文本和一段简短的商品描述。输出语言：{{ language.name }}（{{ language.code }}）。",
            context: `图中所见：
- 主体：{{ steps.see.subject }}
{% if steps.see.colours %}- 颜色：{{ steps.see.colours | join: "、" }}
{% endif %}{% if steps.see.seen_text %}- 商品上的文字：{{ steps.see.seen_text | join: "、" }}
{% endif %}{% if steps.see.setting %}- 场景：{{ steps.see.setting }}
{% endif %}`,
            inputData: known({ name: "名称：", brand: "品牌：", category: "类目：" }),
            requirements: `- alt_text：一句话，写明品牌和商品，不以“图片中”开头。
- description：两三句，只写看得见的，不写用途、气味和功效。
- 图片与 Input data 不一致时，以 Input data 为准。
- 品牌保持原文写法。`,
            outputIndicator: "回答一个 JSON 对象，字段为 alt_text 和 description。",
          },
          outputs: texts(),
        },
      ],
      inputs: inputs({
        picture: "https://example.com/pictures/forest-letter.jpg",
        name: "林间来信",
        brand: "雾山 Wushan",
        category: "香水",
      }),
      evaluators: evaluators("替代文本含品牌", "接近正确的描述"),
      ...ofBoth("zh-CN", { label: "不写“图片中”", forbid: ["图片中", "这张图", "图为"] }),
    }),
  },
};

function known({ name, brand, category }: Record<"name" | "brand" | "category", string>): string {
  return `- ${name}{{ name }}
- ${brand}{{ brand }}
{% if category %}- ${category}{{ category }}
{% endif %}`;
}

function inputs(samples: Record<"picture" | "name" | "brand" | "category", string>): Draft["inputs"] {
  return [
    { name: "picture", type: "picture", required: true, onMissing: "skip", sample: samples.picture },
    { name: "name", required: true, onMissing: "skip", sample: samples.name },
    { name: "brand", required: true, onMissing: "skip", sample: samples.brand },
    { name: "category", required: false, onMissing: "skip", sample: samples.category },
  ];
}

function seen(described: Record<"subject" | "colours" | "setting", string>): Draft["outputs"] {
  return [
    { name: "shows_product", type: "choice", choices: ["yes", "no", "unknown"] },
    { name: "subject", type: "text", maxLength: 200, description: described.subject },
    { name: "colours", type: "list", maxItems: 4, maxLength: 40, description: described.colours },
    { name: "seen_text", type: "list", maxItems: 10, maxLength: 100 },
    { name: "setting", type: "text", required: false, maxLength: 200, description: described.setting },
  ];
}

function texts(): Draft["outputs"] {
  return [
    { name: "alt_text", type: "text", maxLength: 160 },
    { name: "description", type: "text", minLength: 20, maxLength: 500 },
  ];
}

// Claims are held against the row, and a colour that is only in the picture would be one.
function ofBoth(
  locale: Locale,
  opening: { label: string; forbid: string[] },
): Pick<Draft, "result" | "languages" | "checks"> {
  const fields = ["alt_text", "description"];
  return {
    result: ["see.shows_product", "write.alt_text", "write.description"],
    languages: locale === "en" ? ["en", "zh-CN"] : ["zh-CN", "en"],
    checks: [
      { ...CLEAN_TEXT, fields },
      { kind: "format", fields: ["alt_text"], ...opening },
      { kind: "language", fields: ["description"] },
    ],
  };
}

function evaluators(brand: string, description: string): Draft["evaluators"] {
  return [
    { name: brand, kind: "contains", field: "alt_text", reference: "brand" },
    { name: description, kind: "similarity", field: "description", threshold: 0.5, gate: false },
  ];
}
