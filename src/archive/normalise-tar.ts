const blockBytes = 512;

/** What ends an archive; writers add more, up to the size of their records. */
const end = Buffer.alloc(2 * blockBytes);

/**
 * The ustar or pax archive `archive` without what depends on the version of tar that wrote it (device numbers of
 * entries that are no devices, padding at the end), and without its entry for the directory `without` (as the archive
 * writes it, for instance `./dev/`); what is in that directory stays. Every other byte is passed on as it is: nothing of
 * what an entry carries, extended attributes above all, has to be understood. Files of up to 8 GiB, as in every ustar
 * header.
 */
export async function* normaliseTar(
  archive: AsyncIterable<Uint8Array>,
  { without }: { readonly without: string },
): AsyncGenerator<Uint8Array> {
  let bytes = Buffer.alloc(0);
  let contentLeft = 0;
  let ended = false;
  for await (const chunk of archive) {
    if (ended) continue;
    bytes = Buffer.concat([bytes, chunk]);
    while (contentLeft > 0 ? bytes.length > 0 : bytes.length >= blockBytes) {
      const part = bytes.subarray(0, contentLeft > 0 ? contentLeft : blockBytes);
      bytes = bytes.subarray(part.length);
      if (contentLeft > 0) {
        contentLeft -= part.length;
        yield part;
        continue;
      }
      ended = part[0] === 0;
      if (ended) break;
      if (isDirectory(part, without)) continue;
      contentLeft = paddedSize(part);
      yield withoutDeviceNumbers(part);
    }
  }
  yield ended ? end : bytes;
}

/** Offset and length of a header's fields: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html, "ustar Interchange Format". */
const fields = {
  name: [0, 100],
  size: [124, 12],
  checksum: [148, 8],
  typeflag: [156, 1],
  deviceNumbers: [329, 16],
  prefix: [345, 155],
} as const;

function bytesOf(header: Buffer, field: keyof typeof fields): Buffer {
  const [offset, length] = fields[field];
  return header.subarray(offset, offset + length);
}

function textOf(header: Buffer, field: keyof typeof fields): string {
  return bytesOf(header, field).toString('latin1').split('\0', 1)[0] ?? '';
}

function isDirectory(header: Buffer, path: string): boolean {
  return (
    textOf(header, 'typeflag') === '5' && textOf(header, 'prefix') === '' && textOf(header, 'name') === path
  );
}

function paddedSize(header: Buffer): number {
  const size = Number.parseInt(textOf(header, 'size'), 8) || 0;
  return Math.ceil(size / blockBytes) * blockBytes;
}

const characterAndBlockDevice = ['3', '4'];

function withoutDeviceNumbers(header: Buffer): Buffer {
  if (characterAndBlockDevice.includes(textOf(header, 'typeflag'))) return header;
  const cleared = Buffer.from(header);
  bytesOf(cleared, 'deviceNumbers').fill(0);
  // The sum is that of a header with spaces in its place.
  bytesOf(cleared, 'checksum').fill(' ');
  const sum = cleared.reduce((total, byte) => total + byte, 0);
  bytesOf(cleared, 'checksum').write(`${sum.toString(8).padStart(6, '0')}\0 `, 'latin1');
  return cleared;
}
