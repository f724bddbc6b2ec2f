import { SaxesParser } from "saxes";
import { z } from "zod";
import type { AigcLabel } from "#lib/ai-label.ts";
import type { SOURCE_KINDS } from "./operation-choices.ts";

/** What a picture's file says of how it was made. */
export interface PictureLabel {
  aigc: AigcLabel;
  source: (typeof SOURCE_KINDS)[number];
}

const TC260 = "http://www.tc260.org.cn/ns/AIGC/1.0/";
const IPTC = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/";
const SOURCES: Record<PictureLabel["source"], string> = {
  generated: "trainedAlgorithmicMedia",
  edited: "compositeWithTrainedAlgorithmicMedia",
  enhanced: "algorithmicallyEnhanced",
};
/** Much longer than any label's. */
const LONGEST_XMP = 256 * 1024;

const aigcSchema = z.object({
  Label: z.enum(["1", "2", "3"]),
  ContentProducer: z.string(),
  ProduceID: z.string(),
  ReservedCode1: z.string().default(""),
  ContentPropagator: z.string().default(""),
  PropagateID: z.string().default(""),
  ReservedCode2: z.string().default(""),
});
const anyAigcSchema = z.union([aigcSchema, z.object({ AIGC: aigcSchema }).transform(({ AIGC }) => AIGC)]);

/** The words that are seen on a picture, in a language. */
export function seenLabel(language: string): string {
  return language.toLowerCase().startsWith("zh") ? "AI生成" : "AI-generated";
}

/** A label as the XMP packet of a picture: the implicit label of GB 45438 and the source type of IPTC. */
export function writeLabel({ aigc, source }: PictureLabel): string {
  return [
    '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>',
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="${RDF}">`,
    `<rdf:Description rdf:about="" xmlns:TC260="${TC260}" xmlns:Iptc4xmpExt="${IPTC}">`,
    `<TC260:AIGC>${escapeXml(JSON.stringify(aigc))}</TC260:AIGC>`,
    `<Iptc4xmpExt:DigitalSourceType>${SOURCE_TYPES}${SOURCES[source]}</Iptc4xmpExt:DigitalSourceType>`,
    "</rdf:Description></rdf:RDF></x:xmpmeta>",
    '<?xpacket end="r"?>',
  ].join("");
}

/** The label that a picture's XMP carries, flat or in the wrapper of the standard; `null` for none that is whole. */
export function readLabel(xmp: Buffer | string | undefined): PictureLabel | null {
  if (!xmp || xmp.length > LONGEST_XMP) return null;
  const { aigc, sourceType } = propertiesOf(xmp.toString());
  const read = anyAigcSchema.safeParse(parsed(aigc));
  if (!read.success) return null;
  const source = Object.entries(SOURCES).find(([, name]) => sourceType.endsWith(`/${name}`))?.[0];
  return { aigc: read.data, source: (source as PictureLabel["source"] | undefined) ?? "generated" };
}

// As an element, or as an attribute of its description.
function propertiesOf(xmp: string): { aigc: string; sourceType: string } {
  const found = { aigc: "", sourceType: "" };
  let within: keyof typeof found | null = null;
  const nameOf = ({ uri, local }: { uri: string; local: string }): keyof typeof found | null => {
    if (uri === TC260 && local === "AIGC") return "aigc";
    return uri === IPTC && local === "DigitalSourceType" ? "sourceType" : null;
  };
  const parser = new SaxesParser({ xmlns: true });
  parser.on("opentag", (tag) => {
    within = nameOf(tag);
    for (const attribute of Object.values(tag.attributes)) {
      const name = nameOf(attribute);
      if (name) found[name] = attribute.value;
      // An address may also stand as a resource.
      else if (within && attribute.uri === RDF && attribute.local === "resource")
        found[within] = attribute.value;
    }
  });
  parser.on("text", (text) => {
    if (within) found[within] += text;
  });
  parser.on("closetag", () => {
    within = null;
  });
  try {
    parser.write(xmp.replace(/^\uFEFF/, "")).close();
  } catch {
    return { aigc: "", sourceType: "" };
  }
  return found;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
