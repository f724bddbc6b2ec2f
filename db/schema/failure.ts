/** Why something failed, as it is stored. */
export interface StoredFailure {
  code: string;
  params?: Record<string, string | number>;
}
