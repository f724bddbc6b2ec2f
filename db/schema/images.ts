import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import type { StoredFailure } from "./failure.ts";

const at = (name: string) => timestamp(name, { withTimezone: true });

/** What a picture's file says of itself, as it was inspected. */
export interface StoredPictureDetails {
  /** Pictures in the file; only the first is used. */
  frames: number;
  colour: "rgb" | "grey" | "cmyk" | "other";
  bitsPerChannel: 8 | 16;
  hasAlpha: boolean;
  /** Whether it carries EXIF, XMP or IPTC, in which a camera may have written a place or a person's name. */
  hasMetadata: boolean;
}

/** Pictures, original or made; each file is kept once in the object store, under its SHA-256. */
export const assets = pgTable(
  "assets",
  {
    id: uuid().primaryKey(),
    sha256: text().notNull().unique(),
    mediaType: text().notNull(),
    /** As it is seen: turned as its orientation says. */
    width: integer().notNull(),
    height: integer().notNull(),
    bytes: bigint({ mode: "number" }).notNull(),
    name: text().notNull(),
    /** Where it was fetched from; `null` for one that was sent, and for one that was made. */
    sourceUrl: text(),
    /** The asset it was made of, which may be gone; `null` for an original. */
    madeOf: uuid(),
    details: jsonb().$type<StoredPictureDetails>().notNull(),
    /** A step took or made it for somebody's run: nobody brought it, and the list of pictures leaves it out. */
    ofStep: boolean("of_step").notNull().default(false),
    createdBy: uuid().notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    /** When it goes unless somebody keeps it; `null` for what is kept. */
    expiresAt: at("expires_at"),
    /** When somebody last brought, made or kept the same content; how long it is kept counts from here. */
    usedAt: at("used_at").notNull().defaultNow(),
    /** Nothing that is kept named it then: it is listed no more, and goes unless somebody uses it. */
    givenUpAt: at("given_up_at"),
    /** Its file is gone, or about to go. What is left tells who still names it; the same content brings it back. */
    removedAt: at("removed_at"),
  },
  (t) => [
    index("assets_member_idx").on(t.createdBy, t.createdAt),
    index("assets_kept_idx").on(t.id).where(sql`expires_at is null and not of_step`),
    index("assets_expiring_idx").on(t.expiresAt).where(sql`expires_at is not null`),
    index("assets_given_up_idx").on(t.givenUpAt).where(sql`given_up_at is not null and removed_at is null`),
    index("assets_made_of_idx").on(t.madeOf).where(sql`made_of is not null`),
  ],
);

/** What was measured of a made picture beside the one that it was made of; see lib/images/measure-made.ts. */
export interface StoredMadeFacts {
  width: number;
  height: number;
  bytes: number;
  mediaType: string;
  /** Share of white in a border of 3 %, 0 to 1. */
  whiteBorder: number;
  /** How much of the subject's look and of its edges is still there, 0 to 1; `null` where there is nothing to compare. */
  likeness: number | null;
  edgesKept: number | null;
  /** Of a label that was drawn: whether it was read at its place, and whether the file says the same. */
  label: { seen: boolean; embedded: boolean } | null;
  /** Of one that a model drew: lines of text that its source has not and nobody asked for. Not where it was not looked at. */
  textAdded?: string[];
}

/**
 * Pictures that steps have made, known by what they were made of and how: whoever asks for the same gets it, a worker that
 * takes over from one that died too.
 */
export const madePictures = pgTable(
  "made_pictures",
  {
    /** SHA-256 of the source's content and the operations. */
    digest: text().primaryKey(),
    assetId: uuid("asset_id").notNull(),
    facts: jsonb().$type<StoredMadeFacts>().notNull(),
    /** What somebody should know of it, such as that its edge is faint. */
    notes: jsonb().$type<StoredFailure[]>().notNull().default([]),
    createdAt: at("created_at").notNull().defaultNow(),
  },
  (t) => [index("made_pictures_asset_idx").on(t.assetId)],
);

/** A picture that a model drew, or what a later step made of one: whoever reviews one of a step's may choose another. */
export interface StoredCandidate {
  assetId: string;
  /** In pixels. */
  width: number;
  height: number;
  /** With which it was drawn; `null` where its provider does not tell, and of one that was not drawn. */
  seed: number | null;
  /** Of one that was drawn: what was measured beside its source. Not of those from before it was measured. */
  facts?: StoredMadeFacts;
}

/**
 * Calls for pictures and what they made: whoever takes over from a process that died before it took them down is given it,
 * and whoever reviews one of the pictures may choose another. What a later step makes of each of them stands under its own
 * place. lib/images/drawing says what a place is.
 */
export const drawnCalls = pgTable(
  "drawn_calls",
  {
    runId: uuid("run_id").notNull(),
    place: text().notNull(),
    pictures: jsonb().$type<StoredCandidate[]>().notNull(),
    madeAt: at("made_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.place] }),
    index("drawn_calls_made_idx").on(t.madeAt),
    index("drawn_calls_pictures_idx").using("gin", t.pictures.op("jsonb_path_ops")),
  ],
);

/** Operations tried on an asset, and the asset that came of them. */
export const imagePreviews = pgTable(
  "image_previews",
  {
    id: uuid().primaryKey(),
    assetId: uuid().notNull(),
    /** lib/images/operations/operation.ts says what they mean. */
    operations: jsonb().$type<unknown>().notNull(),
    status: text({ enum: ["queued", "succeeded", "failed"] }).notNull(),
    failure: jsonb().$type<StoredFailure>(),
    resultId: uuid(),
    /** What somebody should know of the result, such as that it was enlarged. */
    notes: jsonb().$type<StoredFailure[]>().notNull().default([]),
    createdBy: uuid().notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    finishedAt: at("finished_at"),
  },
  (t) => [index("image_previews_created_idx").on(t.createdAt)],
);

/** What was measured of the pictures of a dataset's column. */
export const imageReports = pgTable(
  "image_reports",
  {
    id: uuid().primaryKey(),
    datasetId: uuid().notNull(),
    column: text().notNull(),
    status: text({ enum: ["running", "succeeded", "failed"] }).notNull(),
    failure: jsonb().$type<StoredFailure>(),
    /** Rows up to here have their line. */
    doneTo: integer().notNull().default(0),
    rows: integer().notNull(),
    /** Counts its takers: only the last may write. */
    fence: integer().notNull().default(0),
    createdBy: uuid().notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    finishedAt: at("finished_at"),
  },
  (t) => [index("image_reports_dataset_idx").on(t.datasetId, t.id)],
);

/** What was measured of one picture. */
export interface StoredPictureMeasures {
  width: number;
  height: number;
  bytes: number;
  mediaType: string;
  /** How quickly the edges of the trimmed subject change, at 512 pixels; see lib/images/reports/measure-pixels.ts. */
  sharpness: number;
  /** Mean lightness of the subject, 0 black to 1 white. */
  exposure: number;
  /** Share of white in a border of 3 %, 0 to 1. */
  whiteBorder: number;
  /** Whether bars of one colour stand around it. */
  hasFrame: boolean;
  /** Share of the picture that the subject's box takes, 0 to 1. */
  subjectShare: number;
  /** Share of the picture that text beside its subject takes, 0 to 1; none where nobody has looked, or could. */
  textShare?: number;
}

/** A row of a report: what was measured, or why nothing could be. */
export const imageReportRows = pgTable(
  "image_report_rows",
  {
    reportId: uuid().notNull(),
    rowNumber: integer().notNull(),
    /** The cell: an address or the id of an asset. */
    source: text().notNull(),
    measures: jsonb().$type<StoredPictureMeasures>(),
    /** What of the measures somebody might not want. */
    problems: text().array().notNull().default([]),
    failure: jsonb().$type<StoredFailure>(),
  },
  (t) => [primaryKey({ columns: [t.reportId, t.rowNumber] })],
);
