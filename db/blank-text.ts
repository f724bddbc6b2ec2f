/**
 * What nobody sees: white space, controls, and what Unicode tells to ignore (zero-width signs, marks of direction and of
 * order, fillers), and the empty braille cell. The inside of a class that JavaScript and PostgreSQL read alike; without
 * NUL, which no text of the database holds.
 */
export const BLANKS =
  "\u0001-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f-\u1160\u1680\u17b4-\u17b5\u180b-\u180f\u2000-\u200f" +
  "\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8" +
  "\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}";

/** A text of the database that is missing, as a regular expression. */
export const BLANK_TEXT = `^[${BLANKS}]*$`;
