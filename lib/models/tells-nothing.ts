// What Azure and others want to be told with every request, and anybody may read: versions, and who the caller says to be.
const TELLS_NOTHING =
  /^(?:[a-z]+-)?(?:version|beta)$|^(?:x-)?title$|^(?:http-)?referer$|^user-agent$|^accept(?:-[a-z]+)?$|^content-type$/i;

/** Whether what a header or a field of a query holds is no secret, by its name. */
export function tellsNothing(name: string): boolean {
  return TELLS_NOTHING.test(name);
}
