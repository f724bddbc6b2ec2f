import type { CallableModel } from "../../callable-model.ts";
import { capabilitiesOf } from "../../capabilities.ts";
import { countRatioOf } from "../../count-ratio.ts";
import { countTokens } from "../../count-tokens.ts";
import { meterOf } from "../../meter.ts";
import { costOf, pictureBilling, pictureRate } from "../../price.ts";
import type { CallBound } from "../endpoint.ts";
import { fittedTo } from "./fitted-request.ts";
import type { DrawRequest, PictureRequest } from "./picture-request.ts";
import { mostDrawnTokens, mostShownTokens } from "./picture-tokens-drawn.ts";

/**
 * The most that a call may cost. By the piece: as many as are wanted, at the rate of what is asked for. By tokens: what the
 * prompt and the pictures that go in may count, and what the dearest picture ever took here or may take.
 * @throws RangeError at a price that says nothing of pictures: whoever launches has refused it.
 */
export function boundPicture(
  model: Pick<CallableModel, "id" | "name" | "price" | "countRatio" | "capabilities">,
  request: PictureRequest,
): CallBound {
  const known = capabilitiesOf(model);
  const isByToken = pictureBilling(model.price) === "tokens";
  if (request.task === "enlarge" && !isByToken) {
    const perPicture = pictureRate(model.price, { size: null, quality: null });
    return {
      amount: costOf(meterOf({ pictures: 1, perPicture }), model.price),
      counted: 0,
      tokens: 0,
      longestAnswer: 0,
    };
  }
  const asked: DrawRequest =
    request.task === "draw"
      ? fittedTo(known, request)
      : { task: "draw", prompt: "", count: 1, images: [request.image] };
  const counted = countTokens(asked.prompt, model.name) + mostShownTokens(asked);
  const inputTokens = Math.ceil(counted * countRatioOf(model));
  if (!isByToken) {
    const perPicture = pictureRate(model.price, { size: asked.size ?? null, quality: asked.quality ?? null });
    const amount = costOf(meterOf({ pictures: asked.count, perPicture }), model.price);
    return { amount, counted, tokens: inputTokens, longestAnswer: 0 };
  }
  const perPicture = Math.max(mostDrawnTokens(asked), known.billedOutputTokens ?? 0);
  const outputTokens = perPicture * asked.count;
  return {
    amount: costOf(dearest(inputTokens, outputTokens), {
      ...model.price,
      inputPerMTok: dearestOf(model.price.inputPerMTok, model.price.pictureInputPerMTok),
      outputPerMTok: dearestOf(model.price.outputPerMTok, model.price.pictureOutputPerMTok),
    }),
    counted,
    tokens: inputTokens + outputTokens,
    longestAnswer: 0,
  };
}

function dearest(inputTokens: number, outputTokens: number) {
  return meterOf({ inputTokens, outputTokens });
}

function dearestOf(amount: string, other: string | null): string {
  return other !== null && Number(other) > Number(amount) ? other : amount;
}
