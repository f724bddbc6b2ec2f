import type { ServerResponse } from "node:http";
import { sendError } from "./wire.ts";

/** The answer to a model the sandbox does not have. */
export function modelNotFound(response: ServerResponse, model: string): void {
  sendError(response, 404, "model_not_found", `The model '${model}' does not exist in the sandbox.`);
}
