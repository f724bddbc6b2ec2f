/** A file received by the API, already in the object store so that its size never meets memory. */
export interface ReceivedFile {
  uploadId: string;
  fileName: string;
  bytes: number;
  /** Of its content, in hex. */
  sha256: string;
}
