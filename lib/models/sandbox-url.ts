/**
 * Where the sandbox of this process is reached, as an OpenAI base URL. Whoever starts the process starts the
 * sandbox and sets SANDBOX_URL to its address; an empty string when nobody did.
 */
export function sandboxBaseUrl(): string {
  const url = process.env.SANDBOX_URL?.replace(/\/+$/, "");
  return url ? `${url}/v1` : "";
}
