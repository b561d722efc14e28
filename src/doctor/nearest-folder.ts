import { existsSync } from 'node:fs';
import { dirname } from 'node:path';

/** `folder`, or the nearest above it that is there: it shares the file system. */
export function nearestFolder(folder: string): string {
  const above = dirname(folder);
  return existsSync(folder) || above === folder ? folder : nearestFolder(above);
}
