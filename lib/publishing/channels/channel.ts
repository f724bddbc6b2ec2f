import { type ZodType, z } from "zod";
import type { Failure } from "#lib/failure.ts";
import type { OutputField } from "#lib/templates/template.ts";

/** An approved item with its source row. */
export interface PublishedItem {
  itemId: string;
  /** The version of its output that was approved. */
  outputVersion: number;
  language: string;
  source: Record<string, string>;
  output: Record<string, unknown>;
}

/**
 * The approved items of a publication in order, read page by page as they are asked for: a channel holds no more
 * of them than it must. They end with an error rather than short of their count, so what was made of too few is
 * never handed over.
 */
export interface PublishedItems extends AsyncIterable<PublishedItem> {
  publicationId: string;
  batchName: string;
  /** Items approved up to this moment are in it, and no others. */
  cutoffAt: Date;
  itemCount: number;
  /** Names of the source's columns, in their order. */
  sourceColumns: readonly string[];
  /** Fields of the outputs, in their order. */
  outputFields: readonly OutputField[];
  /** Whether the simulated provider wrote them. */
  simulated: boolean;
}

/** What came of a publication, as it is kept with it. */
export const deliverySchema = z.discriminatedUnion("made", [
  /** A file that lies at the publication's place (publication-path.ts), with its label, to be downloaded. */
  z.object({
    made: z.literal("file"),
    itemCount: z.int(),
    name: z.string(),
    mediaType: z.string(),
    bytes: z.int(),
  }),
  /** Another system took the items, and calls what it took so. */
  z.object({ made: z.literal("acknowledgement"), itemCount: z.int(), reference: z.string() }),
]);

export type Delivery = z.output<typeof deliverySchema>;

/** A way for approved outputs to leave the console. */
export interface Channel<Config extends { kind: string }> {
  kind: Config["kind"];
  /** What a publication says of the channel; parsed wherever it comes from, the database too. */
  config: ZodType<Config>;
  /**
   * Makes the file of the items, or hands them over. Called again after a crash or a failure, for the same
   * publication: what an earlier run left behind is replaced.
   * @param signal aborts when the process is asked to stop.
   * @throws DeliveryFailed where another run would fail alike; anything else is tried again.
   */
  // As a method: the channel of one configuration stands in a list of channels of any, looked up by its kind.
  deliver(items: PublishedItems, config: Config, signal: AbortSignal): Promise<Delivery>;
}

/** A delivery that no other run will mend; the code and its parameters are the publication's failure. */
export class DeliveryFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super("A publication can't be delivered.", options);
    this.failure = failure;
  }
}
