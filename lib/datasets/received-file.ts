/** A file received by the API, already on disk so that its size never meets memory. */
export interface ReceivedFile {
  uploadId: string;
  fileName: string;
  bytes: number;
  /** Of its content, in hex. */
  sha256: string;
}
