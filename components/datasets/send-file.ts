import type { Problem } from "#lib/api/problem.ts";

export interface SentFile {
  id: string;
  fileName: string;
  bytes: number;
}

/** Why a file did not arrive: the API's own words, or `null` when the connection was lost. */
export class SendError extends Error {
  readonly problem: Problem | null;

  constructor(problem: Problem | null) {
    super(problem?.detail ?? "The connection was lost.");
    this.problem = problem;
  }
}

/**
 * Sends a file to the server. `fetch` cannot tell how far an upload has come, so this is the older way.
 * @param onProgress told the bytes sent so far. @throws SendError; AbortError on `signal`.
 */
export function sendFile(
  file: File,
  onProgress: (bytesSent: number) => void,
  signal: AbortSignal,
): Promise<SentFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("file", file);
    request.open("POST", "/api/v1/uploads");
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded }) => onProgress(loaded));
    request.addEventListener("load", () => {
      if (request.status < 400) resolve(request.response as SentFile);
      else reject(new SendError(request.response as Problem | null));
    });
    request.addEventListener("error", () => reject(new SendError(null)));
    request.addEventListener("abort", () => reject(signal.reason));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(form);
  });
}
