import type { GeneratedFile } from './generate.ts';

/** A unified diff from the files on disk to those that would be generated; empty where they are the same. */
export async function diffOfFiles(files: readonly GeneratedFile[]): Promise<string> {
  const changed = files.filter(({ state }) => state !== 'current');
  if (changed.length === 0) return '';
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import('diff');
  return changed
    .map(({ path, text, onDisk }) =>
      createTwoFilesPatch(
        onDisk === null ? '/dev/null' : `a/${path}`,
        `b/${path}`,
        onDisk ?? '',
        text,
        '',
        '',
        {
          headerOptions: FILE_HEADERS_ONLY,
          stripTrailingCr: true,
          context: 3,
        },
      ),
    )
    .join('');
}
