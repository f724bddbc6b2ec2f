const MODEL_EN =
  "(?:large )?(?:ai|artificial intelligence)(?: language)?(?: model| assistant)?|(?:large )?language model";
const ANYWHERE = [
  String.raw`\b(?:as|i am|i'm|being) (?:just |only )?(?:an? )?(?:${MODEL_EN})\b`,
  String.raw`\bi (?:cannot|can't|can not|am unable to|am not able to) (?:fulfil|fulfill|assist|help|provide|comply|create|generate|write|access|browse)\b`,
  String.raw`\bmy (?:knowledge cut-?off|training data|last update)\b`,
  String.raw`\bi hope (?:this|that) (?:helps|meets)\b|\blet me know if (?:you|there)\b|\bfeel free to (?:ask|let me know|adjust|modify)\b`,
  "作为(?:一个|一名|一款)?(?:大型)?(?:ai|人工智能|语言模型|大模型)(?:语言)?(?:模型|助手|助理)?|我是(?:一个|一名)?(?:大型)?(?:ai|人工智能|语言模型|大模型)",
  String.raw`(?:抱歉|对不起)[，,]?\s*我(?:无法|不能|没有办法)|希望(?:以上|这|这些|上述)(?:内容|文案|信息|回答)?(?:能)?(?:对[您你]有(?:所)?帮助|符合[您你]的)|如(?:有|果[您你]有|需).{0,12}(?:请)?(?:随时)?告诉我`,
  String.raw`\bals (?:eine? )?(?:ki|künstliche intelligenz|sprachmodell)(?:[- ](?:sprachmodell|modell|assistentin?))?\b|\bich hoffe, (?:das|dies) hilft\b`,
  "aiとして|ai(?:言語)?モデルとして|aiアシスタントとして|言語モデルとして|お役に立てれば幸いです",
];
// What an answer opens with before it comes to the matter.
const OPENINGS = [
  String.raw`(?:sure|certainly|of course|absolutely|great|okay|ok)[,!.]? (?:here|i)\b|here(?:'s| is| are) (?:the|a|an|your|some|my) (?:[\w-]+ ){0,4}(?:description|title|copy|text|version|translation|summary|list|output|json|answer|draft)s?\b`,
  String.raw`(?:好的|当然(?:可以)?|没问题|可以的)[，,！!。]\s*(?:以下|这是|下面|我|为[您你])|(?:以下|下面)(?:是|为)(?:为[您你]|根据|按照|[您你])`,
  String.raw`(?:natürlich|gerne|selbstverständlich)[,!.]? (?:hier|ich)\b|hier ist (?:die|der|das|ihre?|eine?) `,
  "(?:もちろんです|かしこまりました|承知(?:いた)?しました)[。、！]|以下(?:は|が|に).{0,12}(?:です|示します)",
];
const SELF_REFERENCE = new RegExp(`${ANYWHERE.join("|")}|^\\s*(?:${OPENINGS.join("|")})`, "gu");

/** Where a text speaks as the model that wrote it, or to whoever asked for it; in UTF-16 units of the folded text. */
export function selfReferencesIn(folded: string): { from: number; to: number }[] {
  return [...folded.matchAll(SELF_REFERENCE)].map(({ 0: found, index }) => ({
    from: index + (found.length - found.trimStart().length),
    to: index + found.length,
  }));
}
