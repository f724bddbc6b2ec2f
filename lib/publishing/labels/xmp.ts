import { SaxesParser } from "saxes";
import { aigcFromText } from "./aigc-value.ts";
import { type FoundLabel, foundLabel } from "./found-label.ts";
import { sourceTypeLabel } from "./source-type.ts";

const TC260 = "http://www.tc260.org.cn/ns/AIGC/1.0/";
const IPTC_EXT = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
/** Deeper than any description of a picture is. */
const MAX_DEPTH = 64;
const MOST_CHARS = 4 * 1024 ** 2;

/**
 * The labels in a packet of XMP: properties as attributes or as elements, by their namespaces whatever their prefixes.
 * It knows no entities but XML's own. @param place of the packet.
 */
export function labelsInXmp(packet: string, place: string): FoundLabel[] {
  const labels: FoundLabel[] = [];
  const take = (uri: string, local: string, value: string) => {
    if (uri === TC260 && local === "AIGC") labels.push(aigcFromText(value, `${place} › TC260:AIGC`));
    if (uri === IPTC_EXT && local === "DigitalSourceType")
      labels.push(sourceTypeLabel(value, `${place} › Iptc4xmpExt:DigitalSourceType`));
  };
  try {
    readProperties(packet, take);
  } catch {
    labels.push(
      foundLabel({
        ...{ kind: "aigc", place, claim: "unclear", value: packet },
        problems: [{ code: "label_xmp_broken", isError: true }],
      }),
    );
  }
  return labels;
}

function readProperties(packet: string, take: (uri: string, local: string, value: string) => void): void {
  if (packet.length > MOST_CHARS) throw new Error("The packet is too long.");
  const parser = new SaxesParser({ xmlns: true });
  let depth = 0;
  let inside: { depth: number; uri: string; local: string; text: string; isTold: boolean } | null = null;
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ uri, local, attributes }) => {
    if (++depth > MAX_DEPTH) throw new Error("The packet is too deep.");
    for (const { uri: of, local: name, value } of Object.values(attributes)) take(of, name, value);
    if (inside || (uri !== TC260 && uri !== IPTC_EXT)) return;
    const resource = Object.values(attributes).find((one) => one.uri === RDF && one.local === "resource");
    if (resource) take(uri, local, resource.value);
    inside = { depth, uri, local, text: "", isTold: resource !== undefined };
  });
  const addText = (text: string) => {
    if (inside) inside.text += text;
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => {
    if (inside?.depth === depth) {
      if (!inside.isTold) take(inside.uri, inside.local, inside.text);
      inside = null;
    }
    depth--;
  });
  // What some writers leave around a packet is no part of it.
  parser.write(packet.replace(/^[\uFEFF\s]+/, "").replace(/[\s\0]+$/, "")).close();
}
