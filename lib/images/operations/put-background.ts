import type { OverlayOptions } from "sharp";
import type { Engine } from "../engine.ts";
import type { OperationOf } from "./operation.ts";
import { fromRaw, type RawPicture, toRaw } from "./raw-picture.ts";
import { replacePart } from "./replace-part.ts";
import { shadowOf } from "./shadow.ts";

type Fill = OperationOf<"background">["fill"];

const STEPS = 256;

/** Puts a ground behind a picture with transparency. @param scene the picture that `fill` names, if it names one. */
export async function putBackground(
  engine: Engine,
  picture: RawPicture,
  { fill, shadow, scene }: { fill: Fill; shadow: boolean; scene: Buffer | null },
): Promise<RawPicture> {
  if (typeof fill === "string") return onColour(engine, picture, { fill, shadow });
  const ground = await (scene ? sceneOf(engine, scene, picture) : gradient(engine, fill, picture));
  const layers = [over(picture)];
  if (shadow) {
    const { shadow: cast, left, top } = await shadowOf(engine, picture);
    layers.unshift({ ...over(cast), left, top });
  }
  return toRaw(fromRaw(engine, ground).composite(layers).removeAlpha());
}

// Layers are put together only where there is a shadow: elsewhere there is nothing but the colour.
async function onColour(
  engine: Engine,
  picture: RawPicture,
  { fill, shadow }: { fill: string; shadow: boolean },
): Promise<RawPicture> {
  const whole = await toRaw(fromRaw(engine, picture).flatten({ background: fill }));
  if (!shadow) return whole;
  const { shadow: cast, ...at } = await shadowOf(engine, picture);
  const { width, height } = cast;
  const subject = await toRaw(fromRaw(engine, picture).extract({ ...at, width, height }));
  const ground = engine.default({ create: { width, height, channels: 3, background: fill } });
  const part = await toRaw(ground.composite([over(cast), over(subject)]).removeAlpha());
  return replacePart(whole, part, at);
}

/** Whether anything of a picture can be seen through. */
export function isClearSomewhere({ pixels, channels }: RawPicture): boolean {
  if (channels === 3) return false;
  for (let at = 3; at < pixels.length; at += 4) if ((pixels[at] ?? 255) < 250) return true;
  return false;
}

function over({ pixels, width, height, channels }: RawPicture): OverlayOptions {
  return { input: pixels, raw: { width, height, channels }, left: 0, top: 0 };
}

type Size = Pick<RawPicture, "width" | "height">;

function sceneOf(engine: Engine, scene: Buffer, { width, height }: Size): Promise<RawPicture> {
  const shown = engine
    .default(scene, { failOn: "error" })
    .autoOrient()
    .flatten({ background: "#ffffff" })
    .resize({ width, height, fit: "cover" });
  return toRaw(shown);
}

function gradient(engine: Engine, fill: Exclude<Fill, string>, { width, height }: Size): Promise<RawPicture> {
  if ("assetId" in fill) throw new TypeError("The scene of a background was not read.");
  const isDown = fill.direction === "down";
  const ramp = fromRaw(engine, {
    pixels: rampOf(fill.from, fill.to),
    width: isDown ? 1 : STEPS,
    height: isDown ? STEPS : 1,
    channels: 3,
  });
  return toRaw(ramp.resize({ width, height, fit: "fill", kernel: "linear" }));
}

function rampOf(from: string, to: string): Buffer {
  const [start, end] = [channelsOf(from), channelsOf(to)];
  const ramp = Buffer.alloc(STEPS * 3);
  for (let step = 0; step < STEPS; step++)
    for (let channel = 0; channel < 3; channel++) {
      const [a, b] = [start[channel] ?? 0, end[channel] ?? 0];
      ramp[step * 3 + channel] = Math.round(a + ((b - a) * step) / (STEPS - 1));
    }
  return ramp;
}

function channelsOf(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
