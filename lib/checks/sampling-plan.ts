/** Acceptable quality limits in percent of outputs with a defect, as the standard steps them. */
export const AQLS = [
  "0.010",
  "0.015",
  "0.025",
  "0.040",
  "0.065",
  "0.10",
  "0.15",
  "0.25",
  "0.40",
  "0.65",
  "1.0",
  "1.5",
  "2.5",
  "4.0",
  "6.5",
  "10",
] as const;

export type Aql = (typeof AQLS)[number];

/** General inspection levels: III draws more than II, I less. */
export const INSPECTION_LEVELS = ["I", "II", "III"] as const;

export type InspectionLevel = (typeof INSPECTION_LEVELS)[number];

/** How strictly lots are judged at the moment; `discontinued`: not on samples any more. */
export type Severity = "normal" | "tightened" | "reduced" | "discontinued";

/** How many to draw from a lot, and how many defects in them it is accepted with. */
export interface SamplingPlan {
  codeLetter: string;
  sample: number;
  /** Up to so many defects the lot is accepted. */
  accept: number;
  /** From so many on it is rejected; between the two it is accepted, and the next lot judged normally. */
  reject: number;
}

const LETTERS = "ABCDEFGHJKLMNPQR";

/** The largest size of a lot, and the code letters of levels I, II and III. */
const CODE_LETTERS: readonly [upTo: number, letters: string][] = [
  [8, "AAB"],
  [15, "ABC"],
  [25, "BCD"],
  [50, "CDE"],
  [90, "CEF"],
  [150, "DFG"],
  [280, "EGH"],
  [500, "FHJ"],
  [1_200, "GJK"],
  [3_200, "HKL"],
  [10_000, "JLM"],
  [35_000, "KMN"],
  [150_000, "LNP"],
  [500_000, "MPQ"],
  [Number.POSITIVE_INFINITY, "NQR"],
];

interface MasterTable {
  samples: readonly number[];
  /** Accepted and rejected numbers from the second step of the diagonal on; the first, 0 and 1, stands two steps before. */
  steps: readonly (readonly [accept: number, reject: number])[];
  /** How far the limit of letter A with 0 defects is along `AQLS`; each later letter's is one step before. */
  zeroOfA: number;
  /** Whether the first of the two empty places behind 0 leads to the letter above. */
  leadsUp: boolean;
}

const NORMAL: MasterTable = {
  samples: [2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1_250, 2_000],
  steps: [
    [1, 2],
    [2, 3],
    [3, 4],
    [5, 6],
    [7, 8],
    [10, 11],
    [14, 15],
    [21, 22],
  ],
  zeroOfA: AQLS.indexOf("6.5"),
  leadsUp: true,
};

const MASTER_TABLES: Record<Exclude<Severity, "discontinued">, MasterTable> = {
  normal: NORMAL,
  tightened: {
    // The last is for one limit only, and has a letter of its own, S.
    samples: [...NORMAL.samples, 3_150],
    steps: [
      [1, 2],
      [2, 3],
      [3, 4],
      [5, 6],
      [8, 9],
      [12, 13],
      [18, 19],
    ],
    zeroOfA: AQLS.indexOf("10"),
    leadsUp: false,
  },
  reduced: {
    samples: [2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800],
    steps: [
      [0, 2],
      [1, 3],
      [1, 4],
      [2, 5],
      [3, 6],
      [5, 8],
      [7, 10],
      [10, 13],
    ],
    zeroOfA: AQLS.indexOf("6.5"),
    leadsUp: true,
  },
};

/**
 * The single sampling plan for a lot of this size: tables I and II-A, B and C of MIL-STD-105E (1989), which ANSI/ASQ Z1.4
 * and, with its reduced plans rounded otherwise, ISO 2859-1 have kept. Where a table points to another letter, that one's
 * sample is drawn; where the sample would be the whole lot or more, all of it is read.
 * @param severity `discontinued`: all of it is read, and nothing may be wrong.
 */
export function samplingPlan(
  size: number,
  aql: Aql,
  level: InspectionLevel,
  severity: Severity,
): SamplingPlan {
  const letter = codeLetterOf(size, level);
  if (severity === "discontinued") return { codeLetter: letter, sample: size, accept: 0, reject: 1 };
  const table = MASTER_TABLES[severity];
  const index = pointedTo(table, LETTERS.indexOf(letter), AQLS.indexOf(aql));
  const [accept, reject] = numbersAt(table, index, AQLS.indexOf(aql)) ?? [0, 1];
  const sample = Math.min(size, table.samples[index] ?? size);
  return { codeLetter: LETTERS[index] ?? "S", sample, accept, reject };
}

/** Table I: the code letter of a lot's size. */
export function codeLetterOf(size: number, level: InspectionLevel): string {
  const letters = CODE_LETTERS.find(([upTo]) => size <= upTo)?.[1] ?? "NQR";
  return letters[INSPECTION_LEVELS.indexOf(level)] as string;
}

/** How far a limit stands along a letter's row from where that accepts 0. */
function placeOf({ zeroOfA }: MasterTable, letter: number, aql: number): number {
  return aql - (zeroOfA - letter);
}

function numbersAt(table: MasterTable, letter: number, aql: number): readonly [number, number] | undefined {
  const place = placeOf(table, letter, aql);
  // The letter after the last is for its one plan, not for accepting 0.
  if (letter >= LETTERS.length) return place === 3 ? table.steps[0] : undefined;
  return place === 0 ? [0, 1] : table.steps[place - 3];
}

// A row: arrows down, 0, an arrow up (down when tightened), an arrow down, the steps, arrows up.
function pointedTo(table: MasterTable, letter: number, aql: number): number {
  if (numbersAt(table, letter, aql)) return letter;
  const place = placeOf(table, letter, aql);
  const isLast = letter >= LETTERS.length - 1;
  const isUp =
    place >= 3 || (place === 1 && (table.leadsUp || isLast)) || letter === table.samples.length - 1;
  // There is nothing above the first letter.
  const next = isUp && letter > 0 ? -1 : 1;
  return pointedTo(table, letter + next, aql);
}
