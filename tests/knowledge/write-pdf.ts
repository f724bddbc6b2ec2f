import { deflateSync } from "node:zlib";

/** Lines of a page, each a line of text; an empty one is a gap between paragraphs. */
export type PdfPage = readonly string[];

interface PdfOptions {
  /** Every page shows nothing but a grey box, as a scan does. */
  scanned?: boolean;
  /** Nobody opens it without a password. */
  locked?: boolean;
  /** Bytes that its first page's content is said to unpack to, packed a thousand times. */
  bombBytes?: number;
}

/** A small PDF of its own, page after page in Helvetica. */
export function writePdf(pages: readonly PdfPage[], options: PdfOptions = {}): Buffer {
  const objects: (string | Buffer)[] = [];
  const add = (object: string | Buffer) => objects.push(object);
  const firstPage = 4;
  const kids = pages.map((_, index) => `${firstPage + index * 2} 0 R`).join(" ");
  add("<< /Type /Catalog /Pages 2 0 R >>");
  add(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`);
  add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
  for (const [index, page] of pages.entries()) {
    const contents = firstPage + index * 2 + 1;
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${contents} 0 R >>`,
    );
    const drawn = options.scanned ? "0.5 g 50 50 400 700 re f" : drawLines(page);
    add(stream(options.bombBytes ? Buffer.alloc(options.bombBytes, " ") : Buffer.from(drawn, "latin1")));
  }
  const encrypt = options.locked ? objects.length + 1 : null;
  if (encrypt)
    add(`<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <${"ab".repeat(32)}> /U <${"cd".repeat(32)}> >>`);
  return whole(objects, encrypt);
}

function drawLines(page: PdfPage): string {
  let y = 800;
  const drawn: string[] = [];
  for (const line of page) {
    if (line) drawn.push(`BT /F1 11 Tf 50 ${y} Td (${line.replace(/[\\()]/g, "\\$&")}) Tj ET`);
    y -= 14;
  }
  return drawn.join("\n");
}

function stream(content: Buffer): Buffer {
  const packed = deflateSync(content, { level: 9 });
  const head = `<< /Length ${packed.length} /Filter /FlateDecode >>\nstream\n`;
  return Buffer.concat([Buffer.from(head), packed, Buffer.from("\nendstream")]);
}

function whole(objects: readonly (string | Buffer)[], encrypt: number | null): Buffer {
  const parts: Buffer[] = [Buffer.from("%PDF-1.4\n")];
  const offsets: number[] = [];
  let at = parts[0]?.length ?? 0;
  const write = (part: Buffer) => {
    parts.push(part);
    at += part.length;
  };
  for (const [index, object] of objects.entries()) {
    offsets.push(at);
    write(
      Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), Buffer.from(object), Buffer.from("\nendobj\n")]),
    );
  }
  const start = at;
  const lines = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  write(Buffer.from(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${lines}`));
  const id = `/ID [<${"12".repeat(16)}> <${"12".repeat(16)}>]`;
  const locked = encrypt ? ` /Encrypt ${encrypt} 0 R ${id}` : "";
  write(
    Buffer.from(
      `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R${locked} >>\nstartxref\n${start}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}
