import type { Locale } from "#lib/i18n/locales.ts";
import { type Draft, type Starter, written } from "./starter.ts";

interface Words {
  notStated: string;
  genders: string[];
  families: string[];
  concentration: string;
  size: string;
  notes: string;
  evidence: string;
  sameConcentration: string;
  sameSize: string;
}

const WORDS: Record<Locale, Words> = {
  en: {
    notStated: "not stated",
    genders: ["women", "men", "unisex"],
    families: ["floral", "woody", "citrus", "amber", "aquatic", "gourmand", "chypre", "fougère"],
    concentration: "As the title or the supplier's text says it",
    size: "Millilitres of one bottle; null where neither says it",
    notes: "As they are named; empty where none is",
    evidence: "The words that the values rest on, quoted; null where nothing is stated",
    sameConcentration: "Right concentration",
    sameSize: "Right size",
  },
  "zh-CN": {
    notStated: "未注明",
    genders: ["女士", "男士", "中性"],
    families: ["花香调", "木质调", "柑橘调", "琥珀调", "水生调", "美食调", "西普调", "馥奇调"],
    concentration: "以标题或供应商描述为准",
    size: "单瓶毫升数；都没有写明时为 null",
    notes: "照原文写出；没有时留空列表",
    evidence: "照抄各属性所依据的原文；什么都没写明时为 null",
    sameConcentration: "浓度正确",
    sameSize: "净含量正确",
  },
};

const CONCENTRATIONS = ["Eau de Parfum", "Eau de Toilette", "Eau de Cologne", "Extrait de Parfum"];

/** Reads attributes out of texts; what no text states has a value of its own, so that nothing need be guessed. */
export const attributes: Starter = {
  key: "attributes",
  name: { en: "Attribute completion", "zh-CN": "属性补全" },
  description: {
    en: "Reads attributes out of a title and a text; says “not stated” where neither states one.",
    "zh-CN": "从标题和描述中提取属性；没有写明的标为“未注明”，不作猜测。",
  },
  lexicons: null,
  bodies: {
    en: written({
      sections: {
        role: "You are a careful catalogue editor. You read out what a text says and never add to it.",
        instruction:
          "Read the attributes of this product out of its title and the supplier's text. Notes are written in {{ language.name }} ({{ language.code }}).",
        inputData: `- Title: {{ title }}
{% if description %}- The supplier's text: {{ description | strip_html | normalize_whitespace | truncate: 1500 }}
{% endif %}`,
        examples: `Title: Casa Lirio Rain Letter Eau de Toilette
→ concentration “Eau de Toilette”, size_ml null, gender “not stated”, family “not stated”, notes []
A name such as “Rain” is no note, and a brand's country no family.`,
        requirements: `- State what the texts state. What they only suggest is “not stated”; what you know of the brand does not count.
- EDP is Eau de Parfum, EDT is Eau de Toilette, EDC is Eau de Cologne; parfum alone is Extrait de Parfum.
- Sizes in fluid ounces: the millilitres that stand beside them; where none do, null.
- evidence: the words that the values rest on, quoted as they stand there.`,
        outputIndicator: "Answer with a JSON object with all the fields.",
      },
      inputs: inputs(
        "Maison Verlaine Nuit de Figuier Eau de Parfum 50 ml",
        "A woody scent built around fig leaf and iris.",
      ),
      languages: ["en"],
      ...ofBoth("en"),
    }),
    "zh-CN": written({
      sections: {
        role: "你是一名严谨的商品资料编辑：文字写了什么就读出什么，从不添加。",
        instruction:
          "从标题和供应商描述中读出这款商品的属性。香调的书写语言：{{ language.name }}（{{ language.code }}）。",
        inputData: `- 标题：{{ title }}
{% if description %}- 供应商描述：{{ description | strip_html | normalize_whitespace | truncate: 1500 }}
{% endif %}`,
        examples: `标题：花信 Huaxin 初雪 淡香水 EDT
→ concentration 为“Eau de Toilette”，size_ml 为 null，gender 和 family 为“未注明”，notes 为 []
名称中的“雪”不是香调，品牌所在的国家也说明不了香型。`,
        requirements: `- 写明的才填；只是暗示的一律为“未注明”，你对品牌的了解不作依据。
- 淡香精、EDP 为 Eau de Parfum；淡香水、EDT 为 Eau de Toilette；古龙水、EDC 为 Eau de Cologne；香精为 Extrait de Parfum。
- 只写了液量盎司而没有毫升的，size_ml 为 null。
- evidence：照抄所依据的原文。`,
        outputIndicator: "回答一个 JSON 对象，包含全部字段。",
      },
      inputs: inputs("雾山 Wushan 林间来信 淡香精 EDP 50 ml", "木质调香水，以无花果叶和鸢尾为主调。"),
      languages: ["zh-CN"],
      ...ofBoth("zh-CN"),
    }),
  },
};

function inputs(title: string, description: string): Draft["inputs"] {
  return [
    { name: "title", required: true, onMissing: "skip", sample: title },
    { name: "description", required: false, onMissing: "skip", sample: description },
  ];
}

function ofBoth(locale: Locale): Pick<Draft, "outputs" | "checks" | "evaluators"> {
  const words = WORDS[locale];
  const orNot = (choices: string[]) => [...choices, words.notStated];
  return {
    outputs: [
      {
        name: "concentration",
        type: "choice",
        choices: orNot(CONCENTRATIONS),
        description: words.concentration,
      },
      {
        name: "size_ml",
        type: "number",
        required: false,
        minimum: 1,
        maximum: 5_000,
        description: words.size,
      },
      { name: "gender", type: "choice", choices: orNot(words.genders) },
      { name: "family", type: "choice", choices: orNot(words.families) },
      { name: "notes", type: "list", maxItems: 15, maxLength: 40, description: words.notes },
      { name: "evidence", type: "text", required: false, maxLength: 300, description: words.evidence },
    ],
    checks: [
      { kind: "claims", fields: ["notes", "evidence"] },
      { kind: "format", fields: ["notes"], without: ["placeholders", "self-reference", "markdown"] },
    ],
    evaluators: [
      { name: words.sameConcentration, kind: "exact", field: "concentration", reference: "concentration" },
      { name: words.sameSize, kind: "exact", field: "size_ml", reference: "size_ml" },
    ],
  };
}
