/** A picture as it goes out or comes in. */
export interface PictureFile {
  bytes: Uint8Array;
  mediaType: string;
}

export type PictureSize = `${number}x${number}`;

/** What a model of pictures is asked. */
export type PictureRequest = DrawRequest | EnlargeRequest;

/** To draw, anew or from pictures that there are. */
export interface DrawRequest {
  task: "draw";
  prompt: string;
  /** What is not to be seen, where the wire knows such a thing. */
  avoid?: string;
  /** How many pictures are wanted. */
  count: number;
  /** Width and height in pixels; the provider's usual size by default. The nearest is asked for that the model takes. */
  size?: PictureSize;
  /** As its provider calls it, such as "high"; what is usual there by default. */
  quality?: string;
  /** Pictures to make it from; without any it is drawn anew. */
  images?: PictureFile[];
  /** Which part of the first of `images` may change. */
  mask?: PictureMask;
  /** How far it may come away from the first of `images`, above 0 and up to 1, where the wire knows such a thing. */
  strength?: number;
  /** Makes it come out the same again, at providers that take one. */
  seed?: number;
}

/** A part of a picture, in the two ways that wires tell one: as large as the picture. */
export interface PictureMask {
  /** Transparent where it may change. */
  transparent: PictureFile;
  /** White where it may change, black elsewhere. */
  white: PictureFile;
}

/** To make a picture larger, as it is. */
export interface EnlargeRequest {
  task: "enlarge";
  image: PictureFile;
  factor: number;
}

/** What a model of pictures answers. */
export interface PictureAnswer {
  /** At least one and no more than were wanted; fewer where the provider drew no more. What they hold is not decoded yet. */
  pictures: DrawnPicture[];
}

export interface DrawnPicture extends PictureFile {
  /** With which it was drawn, where the provider tells; `null` elsewhere. */
  seed: number | null;
}

/** What a wire read in an answer. */
export interface ReadPictures {
  /** In their order; what is none is left out. */
  found: FoundPicture[];
  /** How many its provider gave, and so bills, whatever they hold. */
  given: number;
  /** What was made, where it says so rather than "auto". */
  size: string | null;
  quality: string | null;
  /** What it says that the call took; `undefined` where it says nothing. */
  usage?: unknown;
}

/** A picture in an answer, or where it lies. */
export type FoundPicture = { seed: number | null } & ({ base64: string } | { url: string });
