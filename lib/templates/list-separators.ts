/** What parts the items of a list that is written as text. */
export const LIST_SEPARATORS = /[\n;；、|,，]/;
