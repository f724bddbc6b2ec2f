import { accept, type Result, refuse } from "#lib/result.ts";
import { type CutOutModel, refuseTrouble } from "../cut-out-model.ts";
import { withEngine } from "../engine.ts";
import { runModel } from "../inference/own-model.ts";
import { tensorFor } from "./model-mask.ts";
import { cleanEdgeApart, readMaskApart } from "./pixels-apart.ts";
import { fromRaw, type RawPicture, toRaw } from "./raw-picture.ts";

/**
 * Cuts a subject out by a model of the installation's own. Refuses what the model finds no subject in, finds nothing but
 * subject in or does not know, and a model that gives no mask, wants more memory or takes longer than it may.
 * @throws AbortError on `signal`.
 */
export async function cutOutByModel(
  picture: RawPicture,
  model: CutOutModel,
  signal: AbortSignal,
): Promise<
  Result<{ picture: RawPicture; softShare: number }, "cut_out_model_unsure" | "cut_out_model_unusable">
> {
  const { width, height } = model;
  const seen = await withEngine((engine) =>
    toRaw(fromRaw(engine, picture).flatten({ background: "#ffffff" }).resize({ width, height, fit: "fill" })),
  );
  const ran = await runModel(model, tensorFor(seen, model.kind), signal);
  if (!ran.ok) return refuseTrouble(ran.trouble);
  const read = await readMaskApart(ran.value, signal);
  if (!read) return refuse("cut_out_model_unusable", { why: "no_mask", gives: ran.value.dims.join(" × ") });
  if (!read.found) return refuse("cut_out_model_unsure", { why: read.reason, percent: read.percent });
  const cut = await withMask(picture, read);
  return accept({ picture: await cleanEdgeApart(cut, signal), softShare: read.softShare });
}

function withMask(
  picture: RawPicture,
  { mask, width, height }: { mask: Buffer; width: number; height: number },
): Promise<RawPicture> {
  const size = { width: picture.width, height: picture.height };
  return withEngine(async (engine) => {
    const clear = await engine
      .default(mask, { raw: { width, height, channels: 1 } })
      .resize({ ...size, fit: "fill", kernel: "cubic" })
      .extractChannel(0)
      .raw()
      .toBuffer();
    // The engine would take the joined one away again: it has an order of its own.
    const colours = picture.channels === 3 ? picture : await toRaw(fromRaw(engine, picture).removeAlpha());
    return toRaw(fromRaw(engine, colours).joinChannel(clear, { raw: { ...size, channels: 1 } }));
  });
}
