import type { Result } from "#lib/result.ts";
import type { PictureInput } from "../engine.ts";
import type { MadePicture, OperationContext, OperationRefusal } from "../operations/apply-operations.ts";
import type { Operation } from "../operations/operation.ts";
import { inPictureProcess } from "./in-picture-process.ts";

/** As `applyOperations`, in the process of pictures. */
export async function applyApart(
  input: PictureInput,
  operations: readonly Operation[],
  { readScene, signal, ...context }: OperationContext,
): Promise<Result<MadePicture, OperationRefusal>> {
  const scenes = new Map<string, Buffer>();
  for (const id of operations.flatMap(sceneOf)) {
    const scene = await readScene(id);
    if (scene) scenes.set(id, scene);
  }
  return inPictureProcess("operations", { input, operations, context, scenes }, signal);
}

function sceneOf(operation: Operation): string[] {
  if (operation.do !== "background" || typeof operation.fill === "string") return [];
  return "assetId" in operation.fill ? [operation.fill.assetId] : [];
}
