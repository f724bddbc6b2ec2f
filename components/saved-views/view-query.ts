/** What of an address is a view of a list: these parameters where they say something, always in the same order. */
export function viewQuery(address: URLSearchParams, params: readonly string[]): string {
  const query = new URLSearchParams();
  for (const param of [...params].sort()) {
    const value = address.get(param);
    if (value) query.set(param, value);
  }
  return query.toString();
}
