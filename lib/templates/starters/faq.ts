import type { Locale } from "#lib/i18n/locales.ts";
import { CLEAN_TEXT, COPYWRITER, FACTS, ONLY_FACTS, productInputs } from "./product.ts";
import { type Draft, type Starter, written } from "./starter.ts";

const ASKED = `{% for asked in steps.questions.asked %}- {{ asked.question }} ({{ asked.fact }})
{% endfor %}`;

/** A chain of two: what can be asked at all, then the answers. */
export const faq: Starter = {
  key: "faq",
  name: { en: "FAQ", "zh-CN": "商品问答" },
  description: {
    en: "Two steps: finds questions that the product's facts can answer, then answers them.",
    "zh-CN": "两个步骤：先找出商品信息能够回答的问题，再逐条作答。",
  },
  lexicons: { topics: ["absolute-terms", "medical-claims"] },
  bodies: {
    en: written({
      steps: [
        {
          name: "questions",
          sections: {
            role: "You know what shoppers ask before they buy a fragrance online.",
            instruction:
              "Write three to five questions that shoppers ask about this product, in {{ language.name }} ({{ language.code }}).",
            inputData: FACTS.en,
            requirements: `- Only questions that the input data answer; each with the fact that does, quoted as it stands there.
- No two questions about the same fact.
- As a shopper types it: short, no advertising.`,
            outputIndicator:
              "Answer with a JSON object whose field asked is a list of objects with question and fact.",
          },
          outputs: asked("As a shopper types it", "The words of the input data that answer it"),
        },
        {
          name: "answers",
          sections: {
            role: COPYWRITER.en,
            instruction:
              "Answer each of the questions in {{ language.name }} ({{ language.code }}). The fact that answers it stands behind it.",
            context: `Questions:\n${ASKED}`,
            inputData: FACTS.en,
            requirements: `- ${ONLY_FACTS.en}
- Keep each question as it is, and their order.
- One or two sentences for an answer; the first one answers.`,
            outputIndicator:
              "Answer with a JSON object whose field faq is a list of objects with question and answer.",
          },
          outputs: answered(),
        },
      ],
      evaluators: [evaluator("Size answered")],
      ...ofBoth("en"),
    }),
    "zh-CN": written({
      steps: [
        {
          name: "questions",
          sections: {
            role: "你熟悉顾客在网上买香水之前会问什么。",
            instruction:
              "写出三至五个顾客会问到的、关于这款商品的问题。输出语言：{{ language.name }}（{{ language.code }}）。",
            inputData: FACTS["zh-CN"],
            requirements: `- 只提 Input data 能够回答的问题，并照抄能回答它的那条信息。
- 一条信息只提一个问题。
- 像顾客自己打出来的：简短，没有广告腔。`,
            outputIndicator: "回答一个 JSON 对象，字段 asked 是列表，每项含 question 和 fact。",
          },
          outputs: asked("像顾客自己打出来的问题", "照抄 Input data 中能回答它的信息"),
        },
        {
          name: "answers",
          sections: {
            role: COPYWRITER["zh-CN"],
            instruction:
              "逐条回答这些问题，括号内是回答的依据。输出语言：{{ language.name }}（{{ language.code }}）。",
            context: `问题：\n${ASKED}`,
            inputData: FACTS["zh-CN"],
            requirements: `- ${ONLY_FACTS["zh-CN"]}
- 问题原样保留，顺序不变。
- 回答一两句话，第一句就给出答案。`,
            outputIndicator: "回答一个 JSON 对象，字段 faq 是列表，每项含 question 和 answer。",
          },
          outputs: answered(),
        },
      ],
      evaluators: [evaluator("答出净含量")],
      ...ofBoth("zh-CN"),
    }),
  },
};

function ofBoth(locale: Locale): Pick<Draft, "inputs" | "languages" | "checks"> {
  return {
    inputs: productInputs(locale),
    languages: locale === "en" ? ["en", "zh-CN"] : ["zh-CN", "en"],
    checks: [CLEAN_TEXT, { kind: "language" }, { kind: "claims" }],
  };
}

// What every shopper asks: the sample says it of each product.
function evaluator(name: string): NonNullable<Draft["evaluators"]>[number] {
  return { name, kind: "contains", field: "faq", reference: "size_ml" };
}

function asked(question: string, fact: string): Draft["outputs"] {
  return [
    {
      name: "asked",
      type: "list",
      minItems: 3,
      maxItems: 5,
      fields: [
        { name: "question", type: "text", maxLength: 140, description: question },
        { name: "fact", type: "text", maxLength: 300, description: fact },
      ],
    },
  ];
}

function answered(): Draft["outputs"] {
  return [
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
  ];
}
