import type { StoredMadeFacts } from "#db/schema/images.ts";
import { openPicture, type PictureInput, withEngine } from "../engine.ts";
import { compareSubject } from "../operations/compare-subject.ts";
import { fromRaw, toRaw } from "../operations/raw-picture.ts";
import { whiteBorderIn } from "../reports/measure-picture.ts";

const COMPARED_SIDE = 256;

/**
 * How a picture that a model drew is beside the one it was drawn of: how much of the subject is still there at its place, and
 * how white its border is. Whatever its size, it shows all of its source: one of another shape is stretched to it.
 */
export function measureDrawn(
  source: PictureInput,
  drawn: PictureInput,
): Promise<Pick<StoredMadeFacts, "whiteBorder" | "likeness" | "edgesKept">> {
  return withEngine(async (engine) => {
    const small = { width: COMPARED_SIDE, height: COMPARED_SIDE };
    const before = await toRaw(
      openPicture(engine, source).resize({ ...small, fit: "inside", withoutEnlargement: true }),
    );
    const { width, height } = before;
    const stretched = await toRaw(openPicture(engine, drawn).resize({ width, height, fit: "fill" }));
    const after = await toRaw(fromRaw(engine, stretched).flatten({ background: "#ffffff" }));
    const subject = compareSubject(before, after);
    return {
      whiteBorder: await whiteBorderIn(engine, drawn),
      likeness: subject && rounded(subject.likeness),
      edgesKept: subject && rounded(subject.edgesKept),
    };
  });
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
