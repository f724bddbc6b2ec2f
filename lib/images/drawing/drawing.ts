import { db } from "#db/client.ts";
import { findDrawnCall, insertDrawnCall } from "#db/queries/images/drawn-calls.ts";
import type { StoredCandidate } from "#db/schema/images.ts";
import type { AnsweredCall, CallOutcome } from "#lib/models/endpoints/call-outcome.ts";
import type { Endpoint } from "#lib/models/endpoints/endpoint.ts";
import { picture } from "#lib/models/endpoints/picture.ts";
import type { PictureAnswer, PictureRequest } from "#lib/models/endpoints/pictures/picture-request.ts";
import { meterOf } from "#lib/models/meter.ts";
import { isShort, readDiskRoom } from "#lib/objects/disk-room.ts";
import { log } from "#lib/observability/log.ts";
import { type DrawnFor, keepDrawn } from "./keep-drawn.ts";

/** Which call it is, for whoever takes over from a process that died: of which run, and its place there. */
export interface DrawingPlace {
  /** A batch, a trial or a regeneration. */
  runId: string;
  /** Of the item's step, and how many pictures it had before. */
  place: string;
}

/** What a call for pictures made. */
export interface DrawnAnswer {
  /** Those that could be used; none where none could. */
  drawn: StoredCandidate[];
  /** What was paid could not be kept: the file store failed. */
  isLost?: true;
}

/**
 * Models of pictures whose pictures are assets before anybody is told that they were paid. Where a process died between
 * keeping them and taking the payment down, whoever makes the same call gets them, and no second one is made.
 */
export function drawingFor(forWhom: DrawnFor, place: DrawingPlace): Endpoint<PictureRequest, DrawnAnswer> {
  return {
    bound: picture.bound,
    async call(model, request, options) {
      const known = await findDrawnCall(db(), place);
      if (known) return givenAgain(known.pictures);
      // What cannot be kept is not to be paid.
      if (isShort(await readDiskRoom())) return { kind: "unavailable", code: "disk_full" };
      const outcome = await picture.call(model, request, options);
      return outcome.kind === "answered" ? keep(forWhom, place, outcome) : outcome;
    },
  };
}

async function keep(
  forWhom: DrawnFor,
  place: DrawingPlace,
  { pictures, ...outcome }: AnsweredCall<PictureAnswer>,
): Promise<CallOutcome<DrawnAnswer>> {
  try {
    const drawn = await keepDrawn(forWhom, pictures);
    // Of what cannot be used nothing is given again.
    if (drawn.length > 0) await insertDrawnCall(db(), { ...place, pictures: drawn });
    return { ...outcome, drawn };
  } catch (err) {
    log.error({ err, ...place }, "pictures that were paid could not be kept");
    return { ...outcome, drawn: [], isLost: true };
  }
}

function givenAgain(drawn: StoredCandidate[]): AnsweredCall<DrawnAnswer> {
  return {
    ...{ kind: "answered", drawn, usage: meterOf(), usageSource: "reported" },
    ...{ latencyMs: 0, requestId: null, cached: true },
  };
}
