/** The implicit label of AI-generated content, as the measures of 2025-09-01 have it: all strings. */
export interface AigcLabel {
  /** 1 generated, 2 possibly, 3 suspected. */
  Label: "1" | "2" | "3";
  ContentProducer: string;
  ProduceID: string;
  ReservedCode1: string;
  ContentPropagator: string;
  PropagateID: string;
  ReservedCode2: string;
}

/**
 * The label of a file as it is first written: who made it also spreads it.
 * @param providerCode the code of the organisation, "" where none is configured.
 * @param produceId the publication's id.
 */
export function aigcLabel(providerCode: string, produceId: string): AigcLabel {
  return {
    Label: "1",
    ContentProducer: providerCode,
    ProduceID: produceId,
    ReservedCode1: "",
    ContentPropagator: providerCode,
    PropagateID: produceId,
    ReservedCode2: "",
  };
}

/** The words that tell a reader, in the language of the text they stand beside. */
export function explicitLabel(language: string): string {
  const tag = language.toLowerCase();
  if (/^zh-(tw|hk|mo|hant)/.test(tag)) return "AI生成，人工審核";
  return tag.startsWith("zh") ? "AI生成，人工审核" : "AI-generated, human-reviewed";
}
