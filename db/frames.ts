const HEADER_BYTES = 4;

/** A message as it travels between the driver's process and the embedded database's: its length, then itself. */
export function frame(message: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(HEADER_BYTES + message.length);
  framed.writeUInt32BE(message.length);
  framed.set(message, HEADER_BYTES);
  return framed;
}

/** Puts messages together again from parts of any size. */
export class FrameReader {
  #parts: Buffer[] = [];
  #bytes = 0;

  /** The messages that are whole with this part. */
  *read(part: Buffer): Generator<Uint8Array> {
    this.#parts.push(part);
    this.#bytes += part.length;
    for (;;) {
      const header = this.#peek(HEADER_BYTES);
      if (!header) return;
      const whole = this.#peek(HEADER_BYTES + header.readUInt32BE(0));
      if (!whole) return;
      this.#parts = [(this.#parts[0] as Buffer).subarray(whole.length)];
      this.#bytes -= whole.length;
      yield whole.subarray(HEADER_BYTES);
    }
  }

  // Joined only once enough has come: a long message arrives in many parts.
  #peek(bytes: number): Buffer | null {
    if (this.#bytes < bytes) return null;
    if ((this.#parts[0]?.length ?? 0) < bytes) this.#parts = [Buffer.concat(this.#parts)];
    return (this.#parts[0] as Buffer).subarray(0, bytes);
  }
}
