/** RFC 7468: base64 in lines of 64 characters. */
export function pem(label: 'CERTIFICATE' | 'PRIVATE KEY', der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** The bytes of the one block in `text`. */
export function derOf(text: string): ArrayBuffer {
  return bufferOf(Buffer.from(text.replace(/-----[^-]+-----/g, ''), 'base64'));
}

/** Exactly these bytes: a Buffer is mostly a view on a larger pool. */
export function bufferOf(view: Uint8Array): ArrayBuffer {
  return Uint8Array.from(view).buffer;
}
