import { CLEAN_TEXT } from "./product.ts";
import { type ConditionDraft, type Draft, type Starter, written } from "./starter.ts";

const PROBLEMS = `{% for problem in steps.find.problems %}- {{ problem.quote }} ({{ problem.kind }}: {{ problem.why }})
{% endfor %}`;

const IS_TO_BE_REWRITTEN: ConditionDraft = {
  all: [{ input: "steps.find.verdict", is: "equals", value: "rewrite" }],
};

// What was found quotes what must not be said: only the text is looked at.
const ofBoth: Pick<Draft, "result" | "checks"> = {
  result: ["find.verdict", "find.problems", "rewrite.text"],
  checks: [
    { ...CLEAN_TEXT, fields: ["text"] },
    { kind: "language", fields: ["text"] },
    { kind: "claims", fields: ["text"] },
    {
      kind: "kept-parts",
      severity: "block",
      pairs: [{ field: "text", column: "supplier_copy" }],
      parts: ["placeholders", "tags"],
    },
  ],
};

/** A chain of two: what a text must not say, then the text without it; the second is asked only where the first found any. */
export const safetyRewrite: Starter = {
  key: "safetyRewrite",
  name: { en: "Safety rewrite", "zh-CN": "合规改写" },
  description: {
    en: "Two steps: finds what a supplier's text must not say, then rewrites it; fine texts cost one call.",
    "zh-CN": "两个步骤：先找出供应商文案中的违规说法，有问题的才改写，没有问题的只需一次调用。",
  },
  lexicons: { topics: ["absolute-terms", "medical-claims"], fields: ["text"] },
  bodies: {
    en: written({
      steps: [
        {
          name: "find",
          sections: {
            role: "You check advertising texts for what a shop must not say. You are exact, and you do not see faults that are not there.",
            instruction: "Find what must not stand in this supplier's text.",
            inputData: supplierText("Supplier's text: ", "Brand: "),
            examples: `“The best scent in the world” → absolute
“Relieves headaches” → medical
“Lasts for ever, guaranteed” → guarantee
“Better than any other brand” → comparison
“A warm, woody scent” → nothing: an impression is no claim`,
            requirements: `- absolute: superlatives, “number one”, “100%”.
- medical: healing, pain, sleep, germs.
- guarantee: promises of an effect.
- comparison: with other brands.
- unproven: awards, doctors and studies without a source.
- quote: the words as they stand in the text, no more of them than needed.
- why: one short sentence in {{ language.name }} ({{ language.code }}).
- verdict: “rewrite” where there is a problem, else “fine” and an empty list.`,
            outputIndicator: "Answer with a JSON object with the fields verdict and problems.",
          },
          outputs: found(),
        },
        {
          name: "rewrite",
          when: IS_TO_BE_REWRITTEN,
          sections: {
            role: "You rewrite advertising texts so that a shop may print them, and change nothing else.",
            instruction:
              "Rewrite the supplier's text without its problems, in {{ language.name }} ({{ language.code }}).",
            context: `Problems that were found:\n${PROBLEMS}`,
            inputData: supplierText("Supplier's text: ", "Brand: "),
            requirements: `- Take each problem out, or say what is left of it as a plain fact of the text. Put no other claim in its place.
- What is not a problem stays in its words and order, with brands, numbers, units and HTML tags.
- A sentence of which nothing is left is dropped.`,
            outputIndicator: "Answer with a JSON object with the field text.",
          },
          outputs: rewritten(),
        },
      ],
      inputs: inputs(
        "Nuit de Figuier by Maison Verlaine is a woody Eau de Parfum in a 50 ml bottle. The best perfume in the world. It relieves headaches and cures insomnia.",
        "Maison Verlaine",
      ),
      languages: ["en", "zh-CN"],
      languageOverrides: {
        zh: {
          requirements:
            "- Chinese advertising law: 最, 第一, 唯一, 国家级, 顶级 and their like count as absolute terms.",
        },
      },
      evaluators: [
        { name: "Brand kept", kind: "contains", field: "text", reference: "brand" },
        {
          name: "Like the safe text",
          kind: "similarity",
          field: "text",
          reference: "safe_copy",
          threshold: 0.6,
        },
      ],
      ...ofBoth,
    }),
    "zh-CN": written({
      steps: [
        {
          name: "find",
          sections: {
            role: "你负责审查广告文案中网店不能说的话。你判断准确，不无中生有。",
            instruction: "找出这段供应商文案中不能出现的说法。",
            inputData: supplierText("供应商文案：", "品牌："),
            examples: `“全球最好闻的香水” → absolute
“缓解头痛、改善睡眠” → medical
“保证持久留香一整天” → guarantee
“比其他品牌都好” → comparison
“温暖的木质香气” → 没有问题：感受不是宣称`,
            requirements: `- absolute：最高级、“第一”“唯一”“国家级”“100%”等绝对化用语。
- medical：治疗、止痛、助眠、杀菌等功效。
- guarantee：对效果的保证。
- comparison：与其他品牌比较。
- unproven：没有出处的奖项、专家推荐和研究。
- quote：照抄原文，只摘必要的字词。
- why：一句话说明原因。书写语言：{{ language.name }}（{{ language.code }}）。
- verdict：有问题为“rewrite”；没有问题为“fine”，problems 为空列表。`,
            outputIndicator: "回答一个 JSON 对象，字段为 verdict 和 problems。",
          },
          outputs: found(),
        },
        {
          name: "rewrite",
          when: IS_TO_BE_REWRITTEN,
          sections: {
            role: "你改写广告文案，让网店可以放心使用；没有问题的地方一概不动。",
            instruction:
              "去掉供应商文案中的问题，重写全文。输出语言：{{ language.name }}（{{ language.code }}）。",
            context: `发现的问题：\n${PROBLEMS}`,
            inputData: supplierText("供应商文案：", "品牌："),
            requirements: `- 有问题的说法删去，或改成原文中有依据的平实说法，不要换一种宣称。
- 没有问题的词句和顺序不变，品牌、数字、单位和 HTML 标签照旧。
- 整句都有问题的，整句删去。`,
            outputIndicator: "回答一个 JSON 对象，字段为 text。",
          },
          outputs: rewritten(),
        },
      ],
      inputs: inputs(
        "雾山 Wushan 林间来信是一款木质调淡香精，净含量 50 ml。全球最好闻的香水，能缓解头痛、改善睡眠。",
        "雾山 Wushan",
      ),
      languages: ["zh-CN"],
      evaluators: [
        { name: "品牌保留", kind: "contains", field: "text", reference: "brand" },
        { name: "接近合规文案", kind: "similarity", field: "text", threshold: 0.6 },
      ],
      ...ofBoth,
    }),
  },
};

function supplierText(text: string, brand: string): string {
  return `{% if brand %}- ${brand}{{ brand }}
{% endif %}- ${text}{{ supplier_copy | normalize_whitespace }}`;
}

function inputs(supplierCopy: string, brand: string): Draft["inputs"] {
  return [
    { name: "supplier_copy", required: true, onMissing: "skip", sample: supplierCopy },
    { name: "brand", required: false, onMissing: "skip", sample: brand },
  ];
}

function found(): Draft["outputs"] {
  return [
    { name: "verdict", type: "choice", choices: ["rewrite", "fine"] },
    {
      name: "problems",
      type: "list",
      maxItems: 20,
      fields: [
        { name: "quote", type: "text", maxLength: 300 },
        {
          name: "kind",
          type: "choice",
          choices: ["absolute", "medical", "guarantee", "comparison", "unproven"],
        },
        { name: "why", type: "text", maxLength: 200 },
      ],
    },
  ];
}

function rewritten(): Draft["outputs"] {
  return [{ name: "text", type: "text", maxLength: 2_000 }];
}
