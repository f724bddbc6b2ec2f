import type { CheckKind } from "#lib/checks/verdict.ts";
import type { Locale } from "#lib/i18n/locales.ts";

export interface StarterOutputs {
  /** What a starter's sample product may be answered with, in the first language of its body. */
  good: Record<string, unknown>;
  /** The same with faults, and which checks see them. */
  bad: Record<string, unknown>;
  seenBy: CheckKind[];
}

/** Outputs as models write them, by starter and the language of its prompt. */
export const STARTER_OUTPUTS: Record<string, Record<Locale, StarterOutputs>> = {
  copy: {
    en: {
      good: {
        title: "Maison Verlaine Nuit de Figuier Eau de Parfum, 50 ml",
        selling_points: [
          "Opens with bergamot and pink pepper",
          "Fig leaf and iris at its heart",
          "Settles into cedar and white musk",
        ],
        description:
          "Nuit de Figuier begins green, with fig leaf after bergamot and pink pepper.\n\nIris follows, then cedar and white musk. The bottle holds 50 ml.",
      },
      bad: {
        title: "Maison Verlaine Nuit de Figuier Eau de Parfum, 100 ml",
        selling_points: ["The best perfume in the world", "Cures headaches", "More at www.verlaine-shop.com"],
        description:
          "**Nuit de Figuier** is a {{ family }} perfume that everybody will want to wear tonight.",
      },
      seenBy: ["claims", "format", "links", "lexicon"],
    },
    "zh-CN": {
      good: {
        title: "雾山 Wushan 林间来信 淡香精 50 ml",
        selling_points: ["佛手柑与粉红胡椒开场", "中调是无花果叶和鸢尾", "余韵落在雪松与白麝香"],
        description:
          "林间来信写的是雨后林间：佛手柑与粉红胡椒之后，是青翠的无花果叶。\n\n随后鸢尾展开，雪松与白麝香留在最后。每瓶 50 ml。",
      },
      bad: {
        title: "雾山 Wushan 林间来信 淡香精 100 ml",
        selling_points: ["全网最好闻的香水", "助眠安神", "作为AI，我推荐这款香水"],
        description: "This perfume opens with bergamot and settles into warm cedar over the whole evening.",
      },
      seenBy: ["claims", "format", "language", "lexicon"],
    },
  },
  sellingPoints: {
    en: {
      good: {
        selling_points: [
          "Opens with bergamot and pink pepper",
          "Fig leaf and iris at its heart",
          "Settles into cedar and white musk",
          "Eau de Parfum in a bottle of 50 ml",
          "A woody scent for everyone",
        ],
      },
      bad: {
        selling_points: [
          "Opens with bergamot and pink pepper.",
          "A bottle of 200 ml",
          "The best perfume in the world",
          "THE SCENT OF THE YEAR FOR EVERYONE",
          "A woody scent for everyone",
        ],
      },
      seenBy: ["claims", "format", "lexicon"],
    },
    "zh-CN": {
      good: {
        selling_points: [
          "佛手柑与粉红胡椒开场，清亮不刺鼻",
          "中调是无花果叶和鸢尾",
          "余韵落在雪松与白麝香",
          "淡香精，每瓶 50 ml",
          "木质调，男女皆宜",
        ],
      },
      bad: {
        selling_points: [
          "佛手柑与粉红胡椒开场。",
          "每瓶 200 ml",
          "最好闻的香水",
          "余韵落在雪松与白麝香",
          "木质调，男女皆宜",
        ],
      },
      seenBy: ["claims", "format", "lexicon"],
    },
  },
  faq: {
    en: {
      good: {
        faq: [
          { question: "How much is in the bottle?", answer: "The bottle holds 50 ml." },
          {
            question: "What does it smell of?",
            answer: "It opens with bergamot and pink pepper; cedar and white musk stay.",
          },
          { question: "Is it for women or men?", answer: "For both: it is a unisex perfume." },
        ],
      },
      bad: {
        faq: [
          { question: "How much is in the bottle?", answer: "The bottle holds 75 ml." },
          { question: "Does it help against stress?", answer: "Yes, it cures insomnia and headaches." },
          { question: "Is it for women or men?", answer: "As an AI language model, I cannot say." },
        ],
      },
      seenBy: ["claims", "format", "lexicon"],
    },
    "zh-CN": {
      good: {
        faq: [
          { question: "一瓶有多少？", answer: "每瓶净含量 50 ml。" },
          { question: "闻起来是什么味道？", answer: "佛手柑与粉红胡椒开场，最后留下雪松和白麝香的香气。" },
          { question: "男生可以用吗？", answer: "可以，这是一款中性香水。" },
        ],
      },
      bad: {
        faq: [
          { question: "一瓶有多少？", answer: "每瓶净含量 75 ml。" },
          { question: "能帮助睡眠吗？", answer: "能，助眠安神，效果最好。" },
          { question: "男生可以用吗？", answer: "作为一个AI语言模型，我无法回答这个问题。" },
        ],
      },
      seenBy: ["claims", "format", "lexicon"],
    },
  },
  attributes: {
    en: {
      good: {
        concentration: "Eau de Parfum",
        size_ml: 50,
        gender: "not stated",
        family: "woody",
        notes: ["fig leaf", "iris"],
        evidence: "Eau de Parfum 50 ml; a woody scent built around fig leaf and iris",
      },
      bad: {
        concentration: "Eau de Toilette",
        size_ml: 100,
        gender: "women",
        family: "woody",
        notes: ["{{ notes }}"],
        evidence: "Eau de Toilette 100 ml",
      },
      seenBy: ["claims", "format"],
    },
    "zh-CN": {
      good: {
        concentration: "Eau de Parfum",
        size_ml: 50,
        gender: "未注明",
        family: "木质调",
        notes: ["无花果叶", "鸢尾"],
        evidence: "淡香精 EDP 50 ml；木质调香水，以无花果叶和鸢尾为主调",
      },
      bad: {
        concentration: "Eau de Toilette",
        size_ml: 100,
        gender: "女士",
        family: "木质调",
        notes: ["{{ notes }}"],
        evidence: "淡香水 100 ml",
      },
      seenBy: ["claims", "format"],
    },
  },
  titleTranslation: {
    en: {
      good: { title: "Maison Verlaine 丝绸来信 淡香精 50 ml" },
      bad: { title: "全网最好的 丝绸来信 淡香精 100 ml 🎁" },
      seenBy: ["claims", "kept-parts", "format", "lexicon"],
    },
    "zh-CN": {
      good: { title: "Wushan Forest Letter Eau de Parfum 50 ml" },
      bad: { title: "World's best Forest Letter perfume **50 fl oz**" },
      seenBy: ["claims", "kept-parts", "format", "lexicon"],
    },
  },
  pictureDescription: {
    en: {
      good: {
        shows_product: "yes",
        alt_text: "A square green bottle of Nuit de Figuier by Maison Verlaine with a black cap",
        description: "A square bottle of green glass with a black cap stands on a plain white ground.",
      },
      bad: {
        shows_product: "yes",
        alt_text: "Picture of the best perfume in the world",
        description: "Ein eckiger Flakon aus grünem Glas mit schwarzem Deckel steht vor weißem Grund. [MORE]",
      },
      seenBy: ["format", "language", "lexicon"],
    },
    "zh-CN": {
      good: {
        shows_product: "yes",
        alt_text: "雾山 Wushan 林间来信香水，方形绿色玻璃瓶配黑色瓶盖",
        description: "方形的绿色玻璃瓶配黑色瓶盖，立在纯白的背景前，瓶身正面有一块浅色标签。",
      },
      bad: {
        shows_product: "yes",
        alt_text: "图片中是最好的香水",
        description: "A square bottle of green glass with a black cap stands on a plain white ground.",
      },
      seenBy: ["format", "language", "lexicon"],
    },
  },
  safetyRewrite: {
    en: {
      good: {
        verdict: "rewrite",
        problems: [
          {
            quote: "The best perfume in the world",
            kind: "absolute",
            why: "A superlative that cannot be proved.",
          },
          {
            quote: "relieves headaches and cures insomnia",
            kind: "medical",
            why: "A perfume is no medicine.",
          },
        ],
        text: "Nuit de Figuier by Maison Verlaine is a woody Eau de Parfum in a 50 ml bottle.",
      },
      bad: {
        verdict: "rewrite",
        problems: [],
        text: "Nuit de Figuier by Maison Verlaine is the <b>best</b> perfume in the world and cures insomnia. 100 ml.",
      },
      seenBy: ["claims", "kept-parts", "lexicon"],
    },
    "zh-CN": {
      good: {
        verdict: "rewrite",
        problems: [
          { quote: "全球最好闻的香水", kind: "absolute", why: "绝对化用语，无法证实。" },
          { quote: "能缓解头痛、改善睡眠", kind: "medical", why: "香水不得宣称医疗功效。" },
        ],
        text: "雾山 Wushan 林间来信是一款木质调淡香精，净含量 50 ml。",
      },
      bad: {
        verdict: "rewrite",
        problems: [],
        text: "林间来信是<b>最好</b>的木质调淡香精，净含量 100 ml，改善睡眠。",
      },
      seenBy: ["claims", "kept-parts", "lexicon"],
    },
  },
};
