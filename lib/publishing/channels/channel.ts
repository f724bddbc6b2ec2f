import { type ZodType, z } from "zod";
import type { Db } from "#db/client.ts";
import type { ChannelRow } from "#db/queries/publishing/channels.ts";
import type { StoredMappedField, StoredTerms } from "#db/schema/publishing.ts";
import type { Failure } from "#lib/failure.ts";
import type { FieldRefusal } from "#lib/result.ts";
import type { OutputField } from "#lib/templates/template.ts";
import { type TrainingFigures, trainingFiguresSchema } from "./training-set/figures.ts";

/** An approved item with its source row. */
export interface PublishedItem {
  itemId: string;
  /** The version of its output that was approved. */
  outputVersion: number;
  language: string;
  source: Record<string, string>;
  output: Record<string, unknown>;
  /** Names the product in the channel. */
  key: string;
  /** What the channel is given of it, by the channel's own names. */
  fields: Record<string, unknown>;
  /** The same as it stands in the channel before this publication; `null` where nothing does, or nobody knows. */
  before: Record<string, unknown> | null;
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
  /** At most so many: what a channel has already may be left out. */
  itemCount: number;
  /** Which of what is approved was asked for: all of it, or what is new, or that and what changed. */
  only: "all" | "new" | "changed";
  /** What the channel is given by its own names, in their order; none where it is given the outputs as they are. */
  mapping: readonly StoredMappedField[];
  /** Whether the items say in columns of their own that they are AI-generated. */
  labelled: boolean;
  /** Names of the source's columns, in their order. */
  sourceColumns: readonly string[];
  /** Fields of the outputs, in their order. */
  outputFields: readonly OutputField[];
  /** Whether the simulated provider wrote them. */
  simulated: boolean;
  /**
   * What stands in the channel and is none of these items, with one of these texts in a field, in any case of letters.
   * @param field by the channel's own name. @param texts in small letters.
   */
  standingWith(field: string, texts: readonly string[]): Promise<StandingItem[]>;
}

/** What stands in a channel of an item. */
export interface StandingItem {
  /** Its place in its batch. */
  seq: number;
  language: string;
  fields: Record<string, unknown>;
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
    /** Of a training set. */
    training: trainingFiguresSchema.optional(),
  }),
  /** Another system took the items, and calls what it took so. */
  z.object({ made: z.literal("acknowledgement"), itemCount: z.int(), reference: z.string() }),
]);

export type Delivery = z.output<typeof deliverySchema>;

/** What a receiver would not take of an item. */
export interface ItemProblem extends Failure {
  /** By the channel's own name. */
  column: string;
  /** What may stand there instead; empty where that is no list. */
  allowed: readonly string[];
  /** A publication leaves the item out because of it; otherwise the receiver may mind. */
  isStrict: boolean;
}

/** Says what a channel would not take, while the items of one publication are read in their order. */
export interface Examiner {
  /** For each of these items what is not taken of it; the same when it is asked again. */
  problemsOf(tx: Db, items: readonly PublishedItem[]): Promise<ItemProblem[][]>;
  /** What is wrong with an item may lie in those before it, so that it has to see them all. */
  looksBack?: boolean;
  /** A publication of what was examined stands in the channel: what later ones are held against is kept. Again it changes nothing. */
  keep?(publicationId: string, signal: AbortSignal): Promise<void>;
  /** It is asked nothing more. */
  close?(): void;
}

/** What publishing would come to, besides the number of items. */
export interface Forecast {
  /** These would go. */
  take(tx: Db, items: readonly PublishedItem[]): Promise<void>;
  /** One would not, because of this. */
  leaveOut(problem: ItemProblem): void;
  /** @param most how many items that are no longer approved it looks at, where it takes any. */
  figures(tx: Db, of: ForecastOf, most: number): Promise<TrainingFigures>;
}

/** What is published, and with which terms. */
export interface ForecastOf {
  batchId: string;
  terms: StoredTerms;
  languages: readonly string[];
}

/** A way for approved outputs to leave the console. */
export interface Channel<Config extends { kind: string }> {
  kind: Config["kind"];
  /** What a publication says of the channel; parsed wherever it comes from, the database too. */
  config: ZodType<Config>;
  /** What is set of a channel of the kind in the list of channels, holding no secret. */
  settings: ZodType<Record<string, unknown>>;
  /** Of the settings, the one that is a secret: it is kept sealed and never shown, and may be left out where it stays. */
  secretSetting?: string;
  /** Whether a receiver is told of each item, by deliveries of their own. */
  tellsReceiver: boolean;
  /** What is wrong with what a channel of the kind is to be given, as a code, or `null`; nothing is where it is left out. */
  mappingMisfit?(mapping: readonly StoredMappedField[]): string | null;
  /**
   * What of a channel's settings does not fit what they name, such as a file, or `null`.
   * @param by who sets them, and what was set before.
   */
  settingsMisfit?(
    settings: Record<string, unknown>,
    mapping: readonly StoredMappedField[],
    by: {
      memberId: string;
      before: Record<string, unknown> | null;
      /** What names the product, as it is to be and as it was. */
      key: string | null;
      keyBefore: string | null;
    },
  ): Promise<FieldRefusal | null>;
  /**
   * What is asked of each item before it is published: what its receiver would not take of it. Those of which it would
   * not take something for certain are never given to `deliver`.
   * @param channelId where they go.
   * @throws DeliveryFailed where that cannot be known.
   */
  examine?(config: Config, mapping: readonly StoredMappedField[], channelId: string): Promise<Examiner>;
  /** What a publication would come to, where there is more to tell than how many items go. */
  forecast?(config: Config): Forecast;
  /**
   * Makes the file of the items, or hands them over. Called again after a crash or a failure, for the same
   * publication: what an earlier run left behind is replaced.
   * @param signal aborts when the process is asked to stop.
   * @throws DeliveryFailed where another run would fail alike; anything else is tried again.
   */
  // As a method: the channel of one configuration stands in a list of channels of any, looked up by its kind.
  deliver(items: PublishedItems, config: Config, signal: AbortSignal): Promise<Delivery>;
  /** Tries without publishing anything whether the channel could be used; why not, or `null`. */
  test(channel: ChannelRow): Promise<Failure | null>;
  /** What a test that went well has found, as a code with its parameters. */
  found?(channel: ChannelRow): Promise<Failure>;
}

/** A delivery that no other run will mend; the code and its parameters are the publication's failure. */
export class DeliveryFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super("A publication can't be delivered.", options);
    this.failure = failure;
  }
}
