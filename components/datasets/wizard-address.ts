import { parseAsInteger, parseAsString, parseAsStringLiteral } from "nuqs";
import { DELIMITERS, ENCODINGS } from "#lib/datasets/file-format.ts";

/** The steps of the wizard, in order. */
export const STEPS = ["file", "sheet", "match", "fix"] as const;

export type Step = (typeof STEPS)[number];

/** Where the wizard stands and what was chosen about the file: all of it in the address, so reload keeps it. */
export const wizardAddress = {
  step: parseAsStringLiteral(STEPS).withDefault("file"),
  upload: parseAsString,
  sheet: parseAsString,
  headerRow: parseAsInteger,
  delimiter: parseAsStringLiteral(DELIMITERS),
  encoding: parseAsStringLiteral(ENCODINGS),
  template: parseAsString,
  /** The dataset that the next version of is imported. */
  versionOf: parseAsString,
};

export interface FileChoice {
  sheet?: string;
  headerRow?: number;
  delimiter?: (typeof DELIMITERS)[number];
  encoding?: (typeof ENCODINGS)[number];
}

/** What was chosen about the file, without what was left to be detected. */
export function fileChoice(address: {
  sheet: string | null;
  headerRow: number | null;
  delimiter: FileChoice["delimiter"] | null;
  encoding: FileChoice["encoding"] | null;
}): FileChoice {
  const { sheet, headerRow, delimiter, encoding } = address;
  return {
    ...(sheet !== null && { sheet }),
    ...(headerRow !== null && { headerRow }),
    ...(delimiter && { delimiter }),
    ...(encoding && { encoding }),
  };
}
