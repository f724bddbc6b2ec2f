/** How a picture is held against the one that it was made of. */
export const PICTURE_VIEWS = ["slider", "side", "flicker"] as const;
export type PictureView = (typeof PICTURE_VIEWS)[number];

/** How pictures are looked at now: the same for one after the other. */
export interface PictureLook {
  view: PictureView;
  /** One pixel of the picture is one of the screen. */
  isZoomed: boolean;
}

export const FIRST_LOOK: PictureLook = { view: "slider", isZoomed: false };

/** The view after this one, in a circle. */
export function nextView(view: PictureView): PictureView {
  return PICTURE_VIEWS[(PICTURE_VIEWS.indexOf(view) + 1) % PICTURE_VIEWS.length] ?? "slider";
}
