import type { CallableModel } from "../../callable-model.ts";
import { type Meter, meterOf } from "../../meter.ts";
import { pictureBilling, pictureRate } from "../../price.ts";
import { readUsage } from "../read-usage.ts";
import type { GivenPictures } from "./given-pictures.ts";
import type { PictureRequest } from "./picture-request.ts";

/**
 * What a call for pictures took, as it is billed. By the piece: as many as were given, each at the rate of what was made.
 * By tokens: as its provider counts them; what it draws is all of the output where it says no more of it. Where it counts
 * nothing, the call may have been billed at anything up to what was reserved.
 */
export function settledPictures(
  { price }: Pick<CallableModel, "price">,
  request: PictureRequest,
  { given, size, quality, usage }: GivenPictures,
): { usage: Meter; usageSource: "reported" | "counted" } {
  const pictures = Math.max(1, given);
  if (pictureBilling(price) !== "tokens") {
    const asked = request.task === "draw" ? request : { size: undefined, quality: undefined };
    const perPicture = pictureRate(price, {
      size: told(size) ?? asked.size ?? null,
      quality: told(quality) ?? told(asked.quality) ?? null,
    });
    // A price that is the same for any picture stands in the price.
    const isRated = price.pictureRates.length > 0;
    return { usage: meterOf({ pictures, ...(isRated && { perPicture }) }), usageSource: "reported" };
  }
  const counted = readUsage(usage);
  if (!counted) return { usage: meterOf({ pictures }), usageSource: "counted" };
  return { usage: { ...counted, ...pictureTokens(usage, counted), pictures }, usageSource: "reported" };
}

function pictureTokens(
  usage: unknown,
  { inputTokens, outputTokens, reasoningTokens }: Meter,
): Pick<Meter, "pictureInputTokens" | "pictureOutputTokens"> {
  const input = detailOf(usage, ["input_tokens_details", "prompt_tokens_details"]);
  const output = detailOf(usage, ["output_tokens_details", "completion_tokens_details"]);
  const written = output?.text_tokens ?? 0;
  return {
    pictureInputTokens: Math.min(input?.image_tokens ?? 0, inputTokens),
    pictureOutputTokens: Math.min(
      output?.image_tokens ?? outputTokens - written - reasoningTokens,
      outputTokens - reasoningTokens,
    ),
  };
}

function detailOf(usage: unknown, names: string[]) {
  const told = usage as Record<string, Record<string, unknown> | undefined> | null | undefined;
  const found = names.map((name) => told?.[name]).find((details) => typeof details === "object");
  if (!found) return null;
  const tokens = (name: string) => {
    const value = found[name];
    return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : undefined;
  };
  return { image_tokens: tokens("image_tokens"), text_tokens: tokens("text_tokens") };
}

function told(word: string | null | undefined): string | null {
  return word && word !== "auto" ? word : null;
}
