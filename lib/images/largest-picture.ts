/** The largest file of a picture that is taken, in bytes. */
export const LARGEST_PICTURE_BYTES = 50 * 1024 ** 2;
