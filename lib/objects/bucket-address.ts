/** Where a bucket is and what opens it. */
export interface BucketAddress {
  /** Such as `https://s3.example.com:9000`. */
  endpoint: string;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
}

const DEFAULT_REGION = "us-east-1";
const SHAPE = "s3://KEY:SECRET@HOST[:PORT]/BUCKET[?region=REGION&tls=0]";
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const REGION = /^[a-z0-9-]{1,40}$/;

/**
 * Reads the address of a bucket, `s3://KEY:SECRET@HOST[:PORT]/BUCKET[?region=REGION&tls=0]`; key and secret
 * percent-encoded, TLS unless `tls=0`.
 * @throws with what does not fit and how it is written; never with the address, which holds a secret.
 */
export function parseBucketAddress(text: string): BucketAddress {
  const url = parseUrl(text);
  if (url.protocol !== "s3:") throw new Error(`It begins with s3://, as in ${SHAPE}.`);
  if (!url.username || !url.password) throw new Error(`It lacks the key or the secret: ${SHAPE}.`);
  if (!url.hostname) throw new Error(`It lacks the host: ${SHAPE}.`);
  const bucket = url.pathname.replace(/^\/|\/$/g, "");
  if (!BUCKET.test(bucket))
    throw new Error(`After the host stands the name of one bucket, in small letters: ${SHAPE}.`);
  const { region = DEFAULT_REGION, tls = "1", ...strange } = Object.fromEntries(url.searchParams);
  const [unknown] = Object.keys(strange);
  if (unknown !== undefined || url.hash)
    throw new Error("After the bucket only ?region= and ?tls=0 are understood.");
  if (!REGION.test(region)) throw new Error("Its region is a name such as eu-central-1.");
  if (tls !== "0" && tls !== "1") throw new Error("Its tls is 0 or 1.");
  return {
    endpoint: `${tls === "1" ? "https" : "http"}://${url.host}`,
    region,
    bucket,
    accessKeyId: decoded(url.username),
    secretAccessKey: decoded(url.password),
  };
}

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  // A slash or a colon of the secret that is not encoded ends the credentials too early.
  if (!url)
    throw new Error(
      `It is not of the form ${SHAPE}. Percent-encode / + @ : and % of the key and the secret.`,
    );
  return url;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Error("Its key or secret is not percent-encoded: write % as %25.");
  }
}
