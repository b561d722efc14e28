import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { packageFolder } from '../core/index.ts';

/** What every `runtimes/ID/runtime.yaml` says, by ID, in code-unit order. The build puts the answer in place of this file. */
export function runtimeFiles(): readonly (readonly [id: string, content: unknown])[] {
  const folder = join(packageFolder(), 'runtimes');
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((id) => [id, parse(readFileSync(join(folder, id, 'runtime.yaml'), 'utf8'))]);
}
