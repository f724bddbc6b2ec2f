import type { PictureSize } from "#lib/models/endpoints/pictures/picture-request.ts";

/** What is to be drawn from a picture by a model. */
export type DrawingWish = EditWish | EnlargingWish;

export interface EditWish {
  task: "edit";
  prompt: string;
  /** What is not to be seen; "" for nothing. */
  avoid: string;
  /** What of the picture may change: its subject and its ground are told apart by a cut-out. */
  mayChange: (typeof MAY_CHANGE)[number];
  /** `source`: as the picture lies, at about a megapixel. */
  size: "source" | PictureSize;
  quality?: string | undefined;
  /** How far it may come away from the picture, above 0 and up to 1. */
  strength?: number | undefined;
}

export interface EnlargingWish {
  task: "enlarge";
  factor: 2 | 4;
}

export const DRAWING_TASKS = ["edit", "enlarge"] as const;
export const MAY_CHANGE = ["all", "background", "subject"] as const;
