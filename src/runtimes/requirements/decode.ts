/** A requirements file's text, and why it is not all there, with the place. */
export interface Decoded {
  readonly text: string;
  readonly problem: { readonly message: string; readonly offset: number } | null;
}

/** In pip's order: the mark of UTF-16 is the beginning of that of UTF-32. */
const marks: readonly { readonly encoding: string; readonly bytes: readonly number[] }[] = [
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-32', bytes: [0xff, 0xfe, 0, 0] },
  { encoding: 'utf-32', bytes: [0, 0, 0xfe, 0xff] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
];

/**
 * Decodes as pip does: by the byte order mark (PowerShell's `>` writes UTF-16), then by a `# -*- coding: … -*-` in the first two
 * lines (PEP 263), else UTF-8, which is also the encoding of the images' locale.
 */
export function decodeRequirements(bytes: Uint8Array): Decoded {
  const mark = marks.find((candidate) => candidate.bytes.every((byte, index) => bytes[index] === byte));
  if (mark) return decode(bytes.subarray(mark.bytes.length), mark.encoding);
  return decode(bytes, declared(bytes) ?? 'utf-8');
}

function declared(bytes: Uint8Array): string | null {
  const head = latin1(bytes).split('\n', 2);
  const line = head.find((text) => text.startsWith('#') && declaration.test(text));
  return declaration.exec(line ?? '')?.[1] ?? null;
}

const declaration = /coding[:=]\s*([-\w.]+)/;

function decode(bytes: Uint8Array, encoding: string): Decoded {
  const decoder = decoderOf(encoding);
  if (decoder === null) {
    const text = latin1(bytes);
    const message = `it is in ${encoding}, which flexbuild cannot decode`;
    return { text, problem: { message, offset: Math.max(0, text.indexOf(encoding)) } };
  }
  const text = decoder.decode(bytes);
  const offset = text.indexOf('\ufffd');
  const message = `it is not ${encoding.toUpperCase()}`;
  return { text, problem: offset === -1 ? null : { message, offset } };
}

const latin1 = (bytes: Uint8Array) => new TextDecoder('latin1').decode(bytes);

/** Python writes `latin-1` and `utf_8` where the web's list of encodings has `latin1` and `utf8`. */
function decoderOf(encoding: string): InstanceType<typeof TextDecoder> | null {
  for (const label of [encoding, encoding.replace(/[-_]/g, '')]) {
    try {
      return new TextDecoder(label, { ignoreBOM: true });
    } catch {
      // Not a name of an encoding: the next way of writing it.
    }
  }
  return null;
}
