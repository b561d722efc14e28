/** A requirements file's text, or why there is none. */
export type Decoded = { readonly text: string } | { readonly problem: string };

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
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 1000)).split('\n', 2);
  const line = head.find((text) => text.startsWith('#') && /coding[:=]\s*[-\w.]+/.test(text));
  return /coding[:=]\s*([-\w.]+)/.exec(line ?? '')?.[1] ?? null;
}

function decode(bytes: Uint8Array, encoding: string): Decoded {
  const decoder = decoderOf(encoding);
  if (decoder === null) return { problem: `it is in ${encoding}, which flexbuild cannot decode` };
  try {
    return { text: decoder.decode(bytes) };
  } catch {
    return { problem: `it is not ${encoding.toUpperCase()}` };
  }
}

/** Python writes `latin-1` and `utf_8` where the web's list of encodings has `latin1` and `utf8`. */
function decoderOf(encoding: string): InstanceType<typeof TextDecoder> | null {
  for (const label of [encoding, encoding.replace(/[-_]/g, '')]) {
    try {
      return new TextDecoder(label, { fatal: true, ignoreBOM: true });
    } catch {
      // Not a name of an encoding: the next way of writing it.
    }
  }
  return null;
}
