const HERE = "http://here.invalid";

/**
 * A path on this site that a link or form asked to go on to; "/" for whatever would lead elsewhere.
 * @param origin what an absolute address may start with and still be ours.
 */
export function localPath(wanted: string | null | undefined, origin = HERE): string {
  if (!wanted || !URL.canParse(wanted, origin)) return "/";
  const url = new URL(wanted, origin);
  const path = `${url.pathname}${url.search}${url.hash}`;
  // "/.//evil.example" normalises to a path that a browser would take for another host.
  const leadsAway = url.origin !== origin || path.startsWith("//");
  return leadsAway || url.pathname === "/sign-in" ? "/" : path;
}
