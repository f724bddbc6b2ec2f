import { inflateSync } from "node:zlib";
import { withEngine } from "#lib/images/engine.ts";
import { aigcFromText } from "./aigc-value.ts";
import type { FoundLabel, LabelledFile } from "./found-label.ts";
import { labelsInXmp } from "./xmp.ts";

const XMP_SEGMENT = Buffer.from("http://ns.adobe.com/xap/1.0/\0");
const MOST_PACKET_BYTES = 4 * 1024 ** 2;

/**
 * The labels in a picture's metadata; its pixels are not decoded. Containers are walked rather than asked for their one
 * packet: a second one is what readers disagree about.
 */
export async function labelsInPicture(bytes: Buffer, kind: LabelledFile): Promise<FoundLabel[]> {
  switch (kind) {
    case "jpeg":
      return jpegPackets(bytes).flatMap((packet) => labelsInXmp(packet, "JPEG APP1 › XMP"));
    case "webp":
      return webpPackets(bytes).flatMap((packet) => labelsInXmp(packet, "WebP › XMP"));
    case "png":
      return pngLabels(bytes);
    default: {
      const { xmpAsString } = await withEngine((engine) =>
        engine.default(bytes, { limitInputPixels: false }).metadata(),
      );
      return xmpAsString ? labelsInXmp(xmpAsString, "XMP") : [];
    }
  }
}

function jpegPackets(bytes: Buffer): string[] {
  const packets: string[] = [];
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1] ?? 0;
    // Fill bytes and markers without content.
    if (marker === 0xff || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    // From the first scan on there are pixels.
    if (marker === 0xda || marker === 0xd9) break;
    const length = bytes.readUInt16BE(at + 2);
    if (length < 2) break;
    const content = bytes.subarray(at + 4, at + 2 + length);
    if (marker === 0xe1 && content.subarray(0, XMP_SEGMENT.length).equals(XMP_SEGMENT))
      packets.push(content.toString("utf8", XMP_SEGMENT.length));
    at += 2 + length;
  }
  return packets;
}

function webpPackets(bytes: Buffer): string[] {
  const packets: string[] = [];
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32LE(at + 4);
    if (bytes.toString("latin1", at, at + 4) === "XMP ")
      packets.push(bytes.toString("utf8", at + 8, at + 8 + Math.min(length, MOST_PACKET_BYTES)));
    at += 8 + length + (length % 2);
  }
  return packets;
}

function pngLabels(bytes: Buffer): FoundLabel[] {
  const labels: FoundLabel[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString("latin1", at + 4, at + 8);
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (type === "iTXt" || type === "tEXt" || type === "zTXt") labels.push(...labelsInText(type, content));
    if (type === "IEND") break;
    at += 12 + length;
  }
  return labels;
}

function labelsInText(type: "iTXt" | "tEXt" | "zTXt", content: Buffer): FoundLabel[] {
  const end = content.indexOf(0);
  const keyword = content.toString("latin1", 0, Math.max(0, end));
  if (end < 0 || (keyword !== "XML:com.adobe.xmp" && keyword !== "AIGC")) return [];
  const text = textOf(type, content.subarray(end + 1));
  const place = `PNG ${type}`;
  return keyword === "AIGC" ? [aigcFromText(text, `${place} › AIGC`)] : labelsInXmp(text, `${place} › XMP`);
}

function textOf(type: "iTXt" | "tEXt" | "zTXt", rest: Buffer): string {
  if (type === "tEXt") return rest.toString("latin1");
  if (type === "zTXt") return inflated(rest.subarray(1));
  const language = rest.indexOf(0, 2);
  const translated = language < 0 ? -1 : rest.indexOf(0, language + 1);
  if (translated < 0) return "";
  const text = rest.subarray(translated + 1);
  return rest[0] === 1 ? inflated(text) : text.toString("utf8");
}

// What does not unpack, or to too much, is told as a label that cannot be read.
function inflated(packed: Buffer): string {
  try {
    return inflateSync(packed, { maxOutputLength: MOST_PACKET_BYTES }).toString("utf8");
  } catch {
    return "";
  }
}
