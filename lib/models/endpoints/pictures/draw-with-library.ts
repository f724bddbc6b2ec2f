import type { ImageModelV4File } from "@ai-sdk/provider";
import type { CallableModel } from "../../callable-model.ts";
import { readAnswerHeaders } from "../answer-headers.ts";
import { CallFault } from "../call-outcome.ts";
import { rejectAsTold } from "../hidden-error.ts";
import { keptInstances } from "../kept-instances.ts";
import { providerLibrary } from "../provider-library.ts";
import type { GivenPictures } from "./given-pictures.ts";
import type { DrawRequest, PictureFile } from "./picture-request.ts";

const pictureModel = keptInstances(
  "picture",
  (model, fetch) => providerLibrary(model, fetch)?.picture(model.name) ?? null,
);

/** Draws by the AI SDK, at providers whose wire is not OpenAI's. @throws CallFault for anything but an answer. */
export async function drawWithLibrary(
  model: CallableModel,
  { prompt, count, size, images, mask, seed }: DrawRequest,
  { signal, timeoutMs }: { signal: AbortSignal | undefined; timeoutMs: number },
): Promise<GivenPictures> {
  const instance = pictureModel(model, timeoutMs);
  if (!instance) throw new CallFault({ kind: "refused", code: "no_picture_model", detail: model.name });
  const { maxImagesPerCall: most, supportsFileInputs } = instance;
  // What the SDK would refuse itself, and make look like an answer that cannot be read, or leave out in silence.
  if ((images && supportsFileInputs === false) || mask)
    throw new CallFault({ kind: "refused", code: "no_picture_edit", detail: model.name });
  const drawn = await Promise.resolve(
    instance.doGenerate({
      prompt,
      n: typeof most === "number" ? Math.min(count, most) : count,
      size,
      aspectRatio: undefined,
      seed,
      files: images?.map(fileOf),
      mask: undefined,
      providerOptions: {},
      ...(signal && { abortSignal: signal }),
    }),
  ).catch(rejectAsTold);
  if (drawn.images.length === 0 && drawn.isRetryable === false)
    throw new CallFault({ kind: "refused", code: "content_filter", detail: model.name });
  const found = drawn.images.map((image) => ({
    base64: typeof image === "string" ? image : Buffer.from(image).toString("base64"),
    seed: null,
  }));
  const { inputTokens, outputTokens } = drawn.usage ?? {};
  return {
    ...{ found, given: found.length, size: null, quality: null },
    usage: { input_tokens: inputTokens, output_tokens: outputTokens },
    ...readAnswerHeaders(drawn.response.headers),
  };
}

function fileOf({ bytes, mediaType }: PictureFile): ImageModelV4File {
  return { type: "file", data: bytes, mediaType };
}
