/** As much of a cell as is shown before a file is imported. */
export const SHOWN_CHARACTERS = 120;
