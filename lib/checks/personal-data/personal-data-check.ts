import type { FoldedText } from "#lib/folded-text.ts";
import type { Check, CheckedText } from "../check.ts";
import { passVerdict, textVerdict } from "../text-verdict.ts";
import type { Verdict } from "../verdict.ts";
import { bankCardsIn } from "./bank-card.ts";
import { emailsIn } from "./emails.ts";
import { otherIdsIn } from "./other-ids.ts";
import { phonesIn } from "./phones.ts";
import { residentIdsIn } from "./resident-id.ts";

type PersonalDatum = "id_number" | "bank_card" | "other_id" | "email" | "phone";

type Place = [from: number, to: number];

// A text that is nothing else has been told enough by then.
const MOST = 1_000;

/**
 * Personal data in an output: identity and bank card numbers by their checksums, phone numbers by the numbering plan of
 * their country (that of the output's language where none is written), e-mail addresses.
 */
export class PersonalDataCheck implements Check {
  readonly kind = "personal-data";
  private readonly severity: "warn" | "block";

  constructor(severity: "warn" | "block") {
    this.severity = severity;
  }

  run({ texts, language }: Parameters<Check["run"]>[0]): Verdict[] {
    const verdicts = texts.flatMap((text) =>
      personalDataIn(text, language).map(({ datum, from, to }) =>
        textVerdict("personal-data", this.severity, text, [{ from, to }], {
          code: "personal_data_found",
          params: { datum },
        }),
      ),
    );
    return verdicts.length > 0 ? verdicts : [passVerdict("personal-data", "personal_data_none")];
  }
}

function personalDataIn({ folded }: CheckedText, language: string): PlacedDatum[] {
  const { text } = folded;
  const found: PlacedDatum[] = [];
  const take = (datum: PersonalDatum, places: Iterable<Place>) => {
    for (const [from, to] of places)
      if (found.length < MOST && !found.some((other) => from < other.to && other.from < to))
        found.push({ datum, from, to });
  };
  take("email", emailsIn(text));
  if (/\d{2}/.test(text)) {
    take("id_number", residentIdsIn(text));
    take("bank_card", bankCardsIn(text));
    take("other_id", otherIdsIn(text));
    take("phone", phonesIn(text, language));
  }
  return found.map(({ datum, from, to }) => ({ datum, ...inOriginal(folded, from, to) }));
}

interface PlacedDatum {
  datum: PersonalDatum;
  from: number;
  to: number;
}

function inOriginal({ at, original }: FoldedText, from: number, to: number): { from: number; to: number } {
  return { from: at[from] ?? 0, to: at[to] ?? original.length };
}
