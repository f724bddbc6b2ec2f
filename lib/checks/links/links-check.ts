import type { FoldedText } from "#lib/folded-text.ts";
import type { Check, CheckedText } from "../check.ts";
import { closedUp } from "../lexicons/closed-up-text.ts";
import { passVerdict, textVerdict } from "../text-verdict.ts";
import type { Verdict } from "../verdict.ts";
import { accountsIn } from "./accounts.ts";
import { addressesIn } from "./addresses.ts";
import type { PlacedLink } from "./placed-link.ts";

/** Links in an output: addresses with or without their scheme, and accounts of messengers. */
export class LinksCheck implements Check {
  readonly kind = "links";
  private readonly severity: "warn" | "block";

  constructor(severity: "warn" | "block") {
    this.severity = severity;
  }

  /** A host that the row names too is the row's. */
  run({ texts, source }: Parameters<Check["run"]>[0]): Verdict[] {
    const row = Object.values(source).join("\n").toLowerCase();
    const verdicts = texts.flatMap((text) =>
      linksIn(text)
        .filter(({ name }) => !row.includes(name))
        .map(({ link, from, to }) =>
          textVerdict("links", this.severity, text, [{ from, to }], { code: "link_found", params: { link } }),
        ),
    );
    return verdicts.length > 0 ? verdicts : [passVerdict("links", "links_none")];
  }
}

/** In the original text; of links that share a place the first. */
function linksIn({ folded }: CheckedText): PlacedLink[] {
  const tight = closedUp(folded);
  const found = [
    ...inOriginal(folded, addressesIn(folded.text)),
    ...inOriginal(folded, accountsIn(folded.text)),
    ...(tight ? inOriginal(tight, accountsIn(tight.text)) : []),
  ];
  const kept: PlacedLink[] = [];
  for (const place of found)
    if (!kept.some(({ from, to }) => place.from < to && from < place.to)) kept.push(place);
  return kept;
}

function inOriginal({ at, original }: FoldedText, places: readonly PlacedLink[]): PlacedLink[] {
  return places.map(({ from, to, ...link }) => ({
    ...link,
    from: at[from] ?? 0,
    to: at[to] ?? original.length,
  }));
}
