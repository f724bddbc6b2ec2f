import { picturesIn } from "./input-value.ts";

const NAMES_PICTURES = /image|picture|photo|\bimg|thumbnail|图片|图像|照片|主图|画像|写真|bild|foto/i;
const ENDS_AS_PICTURE = /\.(?:jpe?g|png|webp|gif|avif|tiff?)(?:[?#]|$)/i;

/** Whether a column's name says that it holds pictures. */
export function namesPictures(column: string): boolean {
  return NAMES_PICTURES.test(column);
}

/** The pictures that a cell shows to whoever looks at its row; none where neither its column nor its value says so. */
export function cellPictures(column: string, value: string): string[] {
  if (!namesPictures(column) && !ENDS_AS_PICTURE.test(value)) return [];
  return picturesIn(value) ?? [];
}
