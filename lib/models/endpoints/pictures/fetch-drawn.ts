import type { CallableModel } from "../../callable-model.ts";
import { CallFault } from "../call-outcome.ts";
import { pooledFetch } from "../pooled-fetch.ts";

const LONGEST_FETCH_MS = 60_000;

/**
 * Fetches a picture that an answer gives the address of. An answer may name any: inside this network only the provider's
 * own host is asked, where the provider may be there itself. No credential goes along.
 * @returns `null` where nothing was to be had, which changes nothing about what was paid.
 */
export async function fetchDrawn(
  { baseUrl, allowPrivateNetwork }: Pick<CallableModel, "baseUrl" | "allowPrivateNetwork">,
  address: string,
  signal: AbortSignal | undefined,
): Promise<Buffer | null> {
  const url = URL.parse(address, baseUrl);
  if (!url) return null;
  const isOwn = url.origin === URL.parse(baseUrl)?.origin;
  const fetch = pooledFetch({
    allowPrivateNetwork: allowPrivateNetwork && isOwn,
    timeoutMs: LONGEST_FETCH_MS,
  });
  try {
    const answer = await fetch(url, { ...(signal && { signal }) });
    return Buffer.from(await answer.arrayBuffer());
  } catch (error) {
    if (error instanceof CallFault) return null;
    throw error;
  }
}
