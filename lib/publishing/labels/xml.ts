import { BoundedXml } from "#lib/datasets/bounded-xml.ts";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { aigcFromText } from "./aigc-value.ts";
import { type FoundLabel, foundLabel, type LabelClaim } from "./found-label.ts";

/** By Google's names for who wrote a text. */
const CLAIMS: Record<string, LabelClaim> = {
  trained_algorithmic_media: "ai",
  composite_with_trained_algorithmic_media: "edited",
  default: "not-ai",
};
const MOST_LABELS = 20;

/** What the texts of a feed say, each for itself, of who wrote them. */
export class WrittenBy {
  readonly #counts = new Map<string, number>();

  add(source: string): void {
    const known = Object.hasOwn(CLAIMS, source) ? source : "?";
    this.#counts.set(known, (this.#counts.get(known) ?? 0) + 1);
  }

  /** What they say together; `null` where none says anything. */
  labelAt(place: string): FoundLabel | null {
    if (this.#counts.size === 0) return null;
    const claims = new Set([...this.#counts.keys()].map((source) => CLAIMS[source] ?? "unclear"));
    const [only = "unclear"] = claims;
    const unknown = this.#counts.get("?");
    return foundLabel({
      ...{ kind: "source-type", place, claim: claims.size > 1 ? "mixed" : only },
      value: [...this.#counts].map(([source, count]) => `${source} ${count}`).join(" · "),
      problems: unknown ? [{ code: "label_source_type_unknown", isError: true }] : [],
    });
  }
}

/**
 * The labels of XML: notes called AIGC, as translators' files have them, and the sources of texts in a feed for Google.
 * @throws FileRefusal for what is not well formed, or nests without end.
 */
export async function labelsInXml(parts: AsyncIterable<string>): Promise<FoundLabel[]> {
  const labels: FoundLabel[] = [];
  const writtenBy = new WrittenBy();
  let text: string | null = null;
  let isNote = false;
  const xml = new BoundedXml({
    open({ name, attributes }) {
      isNote = localName(name) === "note" && (attributes.from ?? attributes.category) === "AIGC";
      text = isNote || localName(name) === "digital_source_type" ? "" : null;
    },
    text(more) {
      if (text !== null) text += more;
    },
    close() {
      if (text === null) return;
      if (!isNote) writtenBy.add(text.trim());
      else if (labels.length < MOST_LABELS) labels.push(aigcFromText(text, "XML › note › AIGC"));
      text = null;
    },
  });
  try {
    for await (const part of parts) xml.write(part);
    xml.close();
  } catch (cause) {
    if (cause instanceof FileRefusal) throw cause;
    throw new FileRefusal("file_unreadable", {}, { cause });
  }
  const ofFeed = writtenBy.labelAt("XML › digital_source_type");
  return ofFeed ? [...labels, ofFeed] : labels;
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
