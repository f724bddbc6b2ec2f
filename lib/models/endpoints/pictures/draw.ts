import type { CallableModel } from "../../callable-model.ts";
import { CallFault } from "../call-outcome.ts";
import { providerAddress, providerUrl } from "../provider-url.ts";
import { drawWithLibrary } from "./draw-with-library.ts";
import type { GivenPictures } from "./given-pictures.ts";
import { readOpenAiPictures, writeEdit, writeGeneration } from "./openai-wire.ts";
import type { DrawRequest, PictureRequest } from "./picture-request.ts";
import { sendPictureRequest } from "./send-picture-request.ts";
import { readStableDiffusion, writeDrawing, writeEnlarging } from "./stable-diffusion-wire.ts";

interface Sending {
  signal: AbortSignal | undefined;
  timeoutMs: number;
}

/** Asks for pictures by the wire that the model's provider speaks. @throws CallFault for anything but an answer. */
export function askForPictures(
  model: CallableModel,
  request: PictureRequest,
  sending: Sending,
): Promise<GivenPictures> {
  switch (model.providerKind) {
    case "openai":
    case "openai-compatible":
      if (request.task === "enlarge") throw noEnlarging(model);
      return drawAsOpenAi(model, request, sending);
    case "stable-diffusion":
      return askStableDiffusion(model, model.baseUrl, request, sending);
    // It speaks both, each at the address that its servers have it at.
    case "sandbox":
      return request.task === "draw"
        ? drawAsOpenAi(model, request, sending)
        : askStableDiffusion(model, model.baseUrl.replace(/\/v1$/, ""), request, sending);
    case "anthropic":
    case "google":
      if (request.task === "enlarge") throw noEnlarging(model);
      return drawWithLibrary(model, request, sending);
  }
}

async function drawAsOpenAi(
  model: CallableModel,
  request: DrawRequest,
  sending: Sending,
): Promise<GivenPictures> {
  const isEdit = (request.images ?? []).length > 0;
  // OpenAI itself knows no seed; servers that speak its format often do.
  const { seed: _, ...seedless } = request;
  const asked: DrawRequest = model.providerKind === "openai" ? seedless : request;
  const url = providerUrl(model.baseUrl, isEdit ? "/images/edits" : "/images/generations");
  const body = isEdit ? writeEdit(model.name, asked) : writeGeneration(model.name, asked);
  const given = await sendPictureRequest(model, { url, body, read: readOpenAiPictures }, sending);
  // One picture by a seed that was taken is of that seed, though this wire does not say so.
  const [only, ...others] = given.found;
  const isOf = asked.seed !== undefined && asked.count === 1 && only?.seed === null && others.length === 0;
  return isOf ? { ...given, found: [{ ...only, seed: asked.seed ?? null }] } : given;
}

function askStableDiffusion(
  model: CallableModel,
  baseUrl: string,
  request: PictureRequest,
  sending: Sending,
): Promise<GivenPictures> {
  const { path, body } =
    request.task === "draw" ? writeDrawing(model.name, request) : writeEnlarging(model.name, request);
  // Its address is often given as the page that people open.
  const { address } = providerAddress(baseUrl);
  const url = providerUrl(baseUrl, address.endsWith("/sdapi/v1") ? path.replace("/sdapi/v1", "") : path);
  return sendPictureRequest(model, { url, body, read: readStableDiffusion }, sending);
}

function noEnlarging({ name }: CallableModel): CallFault {
  return new CallFault({ kind: "refused", code: "no_picture_enlarging", detail: name });
}
