import { type FoundLabel, foundLabel, type LabelClaim } from "./found-label.ts";

const TERMS = "http://cv.iptc.org/newscodes/digitalsourcetype/";

/** What IPTC's terms for the source of a picture say of it; those left out say neither. */
const CLAIMS: Record<string, LabelClaim> = {
  trainedAlgorithmicMedia: "ai",
  compositeWithTrainedAlgorithmicMedia: "edited",
  compositeSynthetic: "edited",
  algorithmicallyEnhanced: "edited",
  digitalCapture: "not-ai",
  computationalCapture: "not-ai",
  negativeFilm: "not-ai",
  positiveFilm: "not-ai",
  print: "not-ai",
  humanEdits: "not-ai",
  minorHumanEdits: "not-ai",
  compositeCapture: "not-ai",
  digitalCreation: "not-ai",
  digitalArt: "not-ai",
  virtualRecording: "unclear",
  screenCapture: "unclear",
  algorithmicMedia: "unclear",
  dataDrivenMedia: "unclear",
  softwareImage: "unclear",
  composite: "unclear",
};

/** What IPTC's `DigitalSourceType` says: a full URI of its terms, though some write only the term. */
export function sourceTypeLabel(written: string, place: string): FoundLabel {
  const value = written.trim();
  const isUri = value.replace(/^https:/, "http:").startsWith(TERMS);
  const term = value.replace(/^https?:\/\/cv\.iptc\.org\/newscodes\/digitalsourcetype\//, "");
  const isKnown = Object.hasOwn(CLAIMS, term);
  return foundLabel({
    ...{ kind: "source-type", place, value, claim: (isKnown && CLAIMS[term]) || "unclear" },
    problems: [
      ...(isKnown ? [] : [{ code: "label_source_type_unknown", isError: true }]),
      ...(isKnown && !isUri ? [{ code: "label_source_type_no_uri", isError: true }] : []),
    ],
  });
}
