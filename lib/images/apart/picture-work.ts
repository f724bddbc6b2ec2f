import { addedText } from "../drawing/added-text.ts";
import { drawingRequest } from "../drawing/drawing-request.ts";
import type { DrawingWish } from "../drawing/drawing-wish.ts";
import { measureDrawn } from "../drawing/measure-drawn.ts";
import { type PictureInput, withEngine } from "../engine.ts";
import { measureMade } from "../measure-made.ts";
import { applyOperations, type MadePicture, type OperationContext } from "../operations/apply-operations.ts";
import type { Operation } from "../operations/operation.ts";
import { measureForReport } from "../reports/measure-for-report.ts";
import { whiteBorderIn } from "../reports/measure-picture.ts";
import { shownPicture } from "../shown-picture.ts";

/** Operations on a picture, to be sent: with the files of the scenes that they name, by the ids of their assets. */
export interface OperationsAsked {
  input: PictureInput;
  operations: readonly Operation[];
  context: Omit<OperationContext, "readScene" | "signal">;
  scenes: ReadonlyMap<string, Buffer>;
}

/** Work on pictures that takes a processor for long. What is asked and answered can be sent to another process. */
export const pictureWork = {
  operations: ({ input, operations, context, scenes }: OperationsAsked, signal: AbortSignal) =>
    applyOperations(input, operations, {
      ...context,
      readScene: async (id) => scenes.get(id) ?? null,
      signal,
    }),
  made: (made: MadePicture, signal: AbortSignal) => measureMade(made, signal),
  measures: measureForReport,
  whiteBorder: (input: PictureInput) => withEngine((engine) => whiteBorderIn(engine, input)),
  shown: (bytes: Buffer) => shownPicture(bytes),
  drawing: (
    {
      source,
      wish,
      count,
      seed,
    }: { source: Buffer; wish: DrawingWish; count: number; seed: number | undefined },
    signal: AbortSignal,
  ) => drawingRequest(source, wish, { count, seed, signal }),
  drawn: async ({ source, drawn, prompt }: { source: Buffer; drawn: Buffer; prompt: string }) => ({
    measured: await measureDrawn(source, drawn),
    textAdded: await addedText(drawn, { source, prompt }),
  }),
} as const;

export type PictureWork = typeof pictureWork;
export type WorkName = keyof PictureWork;
export type Asked<Name extends WorkName> = Parameters<PictureWork[Name]>[0];
export type Answered<Name extends WorkName> = Awaited<ReturnType<PictureWork[Name]>>;

/** What goes to the process: work to be done, or the number of work that nobody waits for any more. */
export type PictureRequest = { id: number; name: WorkName; asked: unknown } | { id: number; name: "leave" };

export type PictureAnswer = { id: number; value: unknown } | { id: number; error: Error };
