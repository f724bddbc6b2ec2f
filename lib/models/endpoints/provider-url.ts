/** A provider's address apart from its query, which some gateways and clouds want with every request. */
export interface ProviderAddress {
  /** Without a slash at its end. */
  address: string;
  /** Without its question mark; "" where there is none. */
  query: string;
}

/** An address as an admin gave it, such as `https://name.openai.azure.com/openai/v1?api-version=preview`. */
export function providerAddress(baseUrl: string): ProviderAddress {
  const at = baseUrl.indexOf("?");
  const address = at === -1 ? baseUrl : baseUrl.slice(0, at);
  return { address: address.replace(/\/+$/, ""), query: at === -1 ? "" : baseUrl.slice(at + 1) };
}

/** The URL of a path below a provider's address, its own query and the address's together. */
export function providerUrl(baseUrl: string, path: string): string {
  const { address, query } = providerAddress(baseUrl);
  return withQuery(`${address}${path}`, query);
}

/** A URL with a query added to whatever it has. */
export function withQuery(url: string, query: string): string {
  if (query === "") return url;
  return `${url}${url.includes("?") ? "&" : "?"}${query}`;
}
