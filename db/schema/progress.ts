/** Where an answer was mended, and how. */
interface MendedPlace {
  path: string;
  code: string;
}

/** An answer that asked for results of tools, and what came of each; without a result it is still to be had. */
export interface StoredToolRound {
  entryId?: string | undefined;
  said: string;
  reasoning?: string | undefined;
  calls: {
    id: string;
    name: string;
    arguments: string;
    extra?: Record<string, unknown>;
    result?: string | undefined;
  }[];
  fallback?: true;
}

/** How far an item has come that goes back unfinished; lib/items/progress.ts says what it means. */
export interface StoredProgress {
  attempts: number;
  cost: string;
  /** Calls in a row that failed. */
  failures?: number;
  /** An answer that was paid and does not fit: its repair is still to be asked for. */
  answer?: { text: string };
  /** An answer ended at its limit: the longest that is asked for since. */
  raised?: { tokens: number; forReasoning: boolean };
  /** What its model has asked of its tools, and was told. */
  rounds?: StoredToolRound[];
  /** An answer of an earlier step had to be repaired. */
  repaired?: true;
  /** What was mended in answers of earlier steps without asking again. */
  coercions?: MendedPlace[];
}

/** lib/items/progress.ts says what it means. */
export interface StoredEndedStep {
  output: Record<string, unknown> | null;
  attempts: number;
  cost: string;
  evidence?: Record<string, unknown> | undefined;
}
