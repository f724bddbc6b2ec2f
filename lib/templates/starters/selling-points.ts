import type { Locale } from "#lib/i18n/locales.ts";
import { CLEAN_TEXT, COPYWRITER, FACTS, ONLY_FACTS, productInputs } from "./product.ts";
import { type Draft, type Starter, written } from "./starter.ts";

/** One prompt with examples, and a rule for what no row can back. */
export const sellingPoints: Starter = {
  key: "sellingPoints",
  name: { en: "Selling points", "zh-CN": "商品卖点" },
  description: {
    en: "Five short selling points for a product page.",
    "zh-CN": "为商品页提炼五条简短卖点。",
  },
  lexicons: { topics: ["absolute-terms", "medical-claims"] },
  bodies: {
    en: written({
      sections: {
        role: COPYWRITER.en,
        instruction:
          "Write five selling points for this product in {{ language.name }} ({{ language.code }}).",
        inputData: FACTS.en,
        examples:
          "Good: “Opens with bergamot, settles into warm cedar”\nBad: “The best perfume in the world!!!”",
        requirements: `- ${ONLY_FACTS.en}
- One idea each, the strongest first, no full stop at the end.`,
        outputIndicator: "Answer with a JSON object with the field selling_points.",
      },
      rules: [
        {
          when: { all: [{ input: "description", is: "missing" }] },
          do: "add",
          section: "requirements",
          text: "- The supplier says little: write of the notes, the size and the concentration, and of nothing else.",
        },
      ],
      evaluators: [evaluator("Has what must be there")],
      ...ofBoth("en", "No full stop"),
    }),
    "zh-CN": written({
      sections: {
        role: COPYWRITER["zh-CN"],
        instruction: "为这款商品写五条卖点。输出语言：{{ language.name }}（{{ language.code }}）。",
        inputData: FACTS["zh-CN"],
        examples: "好：佛手柑开场，余韵是温暖的雪松\n不好：全世界最好闻的香水！！！",
        requirements: `- ${ONLY_FACTS["zh-CN"]}
- 一条只讲一件事，最有说服力的放在最前，句末不加句号。`,
        outputIndicator: "回答一个 JSON 对象，字段为 selling_points。",
      },
      rules: [
        {
          when: { all: [{ input: "description", is: "missing" }] },
          do: "add",
          section: "requirements",
          text: "- 供应商给的信息很少：只写香调、净含量和浓度，其他一概不写。",
        },
      ],
      evaluators: [evaluator("应有的都有")],
      ...ofBoth("zh-CN", "句末不加句号"),
    }),
  },
};

function ofBoth(locale: Locale, label: string): Pick<Draft, "inputs" | "outputs" | "languages" | "checks"> {
  return {
    inputs: productInputs(locale),
    outputs: [{ name: "selling_points", type: "list", minItems: 5, maxItems: 5, maxLength: 100 }],
    languages: locale === "en" ? ["en", "zh-CN"] : ["zh-CN", "en"],
    checks: [
      CLEAN_TEXT,
      { kind: "format", label, pattern: "[^.。!！]$" },
      { kind: "language" },
      { kind: "claims" },
    ],
  };
}

function evaluator(name: string): NonNullable<Draft["evaluators"]>[number] {
  return { name, kind: "contains", field: "selling_points", ignoreCase: true };
}
