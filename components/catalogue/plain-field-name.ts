/** A change of a product's field under the name that people gave it: attributes are told apart in filters alone. */
export function withPlainName<Change extends { field: string }>(change: Change): Change {
  return { ...change, field: change.field.replace(/^attributes\./, "") };
}
