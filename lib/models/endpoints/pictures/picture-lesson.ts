import type { Capabilities, LeftOutField } from "../../capabilities.ts";
import type { UnansweredCall } from "../call-outcome.ts";
import type { DrawRequest } from "./picture-request.ts";

/** Words that quote a file or speak of one: its size is then the row's trouble. */
const OF_A_FILE =
  /\bmask|(?:input|uploaded|source|reference)\s+(?:image|picture|file)|image file|init_images|base64/i;
const SIZES = /(?<![\d.])(\d{2,5})\s?[x×*]\s?(\d{2,5})(?![\d.])/gi;
const OF_SIZE = /\bsizes?\b|\bdimensions?\b|\bresolution|尺寸|分辨率/i;
const OF_QUALITY = /\bquality\b|画质|质量/i;
const QUALITIES = /['"`](standard|hd|low|medium|high|xhigh|max|auto)['"`]/gi;
const OF_SEED = /\bseed\b/i;
const OF_COUNT =
  /(?<![\w.])['"`]?n['"`]?\s*(?:=|:|must|is|should|has|parameter|参数)|number of images|\bbatch_size\b|invalid ['"`]?n['"`]?(?!\w)/i;
const COUNT_FIGURE =
  /(?:n\s*=\s*|at most|up to|maximum (?:of|is)?|less than or equal to|<=|≤|不能?超过|最多)\s*(\d{1,2})\b/i;
const NOT_A_FIELD =
  /unknown|unrecogni[sz]ed|unexpected|unsupported|not (?:be )?(?:supported|allowed|permitted|accepted|valid)|(?:does|do)(?: not|n't) support|invalid|extra (?:fields|inputs)|must|should|expected|不支持|无效|未知|参数/i;

/**
 * What a refusal teaches of the way a model is asked for pictures; `null` where it is about anything else, or would change
 * nothing. Pure.
 * @param asked what was refused, as it went out.
 */
export function pictureLesson(
  known: Pick<Capabilities, "leftOut" | "pictureSizes" | "pictureQualities" | "mostPictures">,
  outcome: UnansweredCall,
  asked: DrawRequest,
): Partial<Capabilities> | null {
  const words = wordsOf(outcome, asked.prompt);
  if (words === null || OF_A_FILE.test(words) || !NOT_A_FIELD.test(words)) return null;
  const count = mostIn(words, asked.count);
  if (count !== null) return { mostPictures: count };
  if (asked.size) {
    const sizes = sizesIn(words).filter((size) => size !== asked.size);
    if (sizes.length > 0 && (OF_SIZE.test(words) || sizes.length > 1)) {
      // A model that refuses one of those it named takes none of them.
      const isNews = sizes.some((size) => !known.pictureSizes.includes(size));
      return isNews ? { pictureSizes: sizes } : leave("size");
    }
    if (OF_SIZE.test(words)) return leave("size");
  }
  if (asked.quality) {
    const qualities = [...new Set([...words.matchAll(QUALITIES)].map(([, name = ""]) => name.toLowerCase()))];
    const taken = qualities.filter((name) => name !== asked.quality);
    if (taken.length > 0 && taken.some((name) => !known.pictureQualities.includes(name)))
      return { pictureQualities: taken };
    if (OF_QUALITY.test(words)) return leave("quality");
  }
  return asked.seed !== undefined && OF_SEED.test(words) ? leave("seed") : null;

  function leave(field: LeftOutField): Partial<Capabilities> | null {
    return known.leftOut.includes(field) ? null : { leftOut: [...known.leftOut, field] };
  }
}

// What is quoted of the prompt says nothing of the model.
function wordsOf(outcome: UnansweredCall, prompt: string): string | null {
  if (outcome.kind !== "refused" || outcome.unaccepted || outcome.code !== "provider_rejected") return null;
  return outcome.detail.replaceAll(prompt, " ");
}

function mostIn(words: string, asked: number): number | null {
  if (asked <= 1 || !OF_COUNT.test(words)) return null;
  const told = Number(COUNT_FIGURE.exec(words)?.[1] ?? 1);
  return told >= 1 && told < asked ? told : 1;
}

function sizesIn(words: string): string[] {
  return [...new Set([...words.matchAll(SIZES)].map(([, width, height]) => `${width}x${height}`))];
}
