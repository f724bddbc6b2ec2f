import type { Engine } from "../engine.ts";
import type { OperationOf } from "./operation.ts";
import { fromRaw, type RawPicture, toRaw } from "./raw-picture.ts";
import { shadowOf } from "./shadow.ts";

type Fill = OperationOf<"background">["fill"];

const STEPS = 256;

/** Puts a ground behind a picture with transparency. @param scene the picture that `fill` names, if it names one. */
export async function putBackground(
  engine: Engine,
  picture: RawPicture,
  { fill, shadow, scene }: { fill: Fill; shadow: boolean; scene: Buffer | null },
): Promise<RawPicture> {
  const { width, height, pixels, channels } = picture;
  const over = (layer: RawPicture) => ({
    input: layer.pixels,
    raw: { width: layer.width, height: layer.height, channels: layer.channels },
  });
  const ground = scene ? await sceneOf(engine, scene, picture) : await filled(engine, fill, picture);
  const layers = shadow
    ? [over(await shadowOf(engine, picture)), over(picture)]
    : [over({ pixels, width, height, channels })];
  return toRaw(fromRaw(engine, ground).composite(layers).removeAlpha());
}

/** Whether anything of a picture can be seen through. */
export function isClearSomewhere({ pixels, channels }: RawPicture): boolean {
  if (channels === 3) return false;
  for (let at = 3; at < pixels.length; at += 4) if ((pixels[at] ?? 255) < 250) return true;
  return false;
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

function filled(engine: Engine, fill: Fill, { width, height }: Size): Promise<RawPicture> {
  if (typeof fill === "string")
    return toRaw(engine.default({ create: { width, height, channels: 3, background: fill } }));
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
